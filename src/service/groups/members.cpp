// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/limits.h"
#include "service/groups.h"

namespace godwit::service {
namespace {

/// Entries that are looked through for who came and went; asking for everyone who is here costs about as much.
constexpr std::size_t kChangesLookedAt = 2'000;

}  // namespace

Task<Result<store::MembersPage>> Groups::list_members(model::Caller caller, store::MembersQuery query) {
  if (query.limit > limits::kPageMembers) co_return fail(ErrorCode::kInvalid, "limit: at most 200");
  if (query.limit == 0) query.limit = limits::kPageMembersDefault;
  co_return co_await deps_.store.groups().list_members(caller.user, query);
}

Task<Result<std::vector<model::GroupMember>>> Groups::get_members(model::Caller caller, LogId log,
                                                                  std::vector<UserId> users) {
  if (users.empty() || users.size() > limits::kUsersPerRequest) co_return fail(ErrorCode::kInvalid, "users: 1 to 100");
  co_return co_await deps_.store.groups().get_members(caller.user, log, std::move(users));
}

Task<Result<std::vector<store::Membership>>> Groups::memberships(UserId user) {
  return deps_.store.groups().list_memberships(user);
}

Task<Result<store::Present>> Groups::present(LogId log, std::vector<UserId> users) {
  return deps_.store.groups().find_present(log, std::move(users));
}

Task<Result<store::MemberChanges>> Groups::member_changes(LogId log, Seq after) {
  return deps_.store.groups().list_member_changes(log, after, kChangesLookedAt);
}

}  // namespace godwit::service
