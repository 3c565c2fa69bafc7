// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "publish.h"
#include "request_hash.h"
#include "service/groups.h"

namespace godwit::service {
namespace {

Status check_users(const std::vector<UserId>& users) {
  const bool fits = !users.empty() && users.size() <= limits::kUsersPerRequest;
  return fits ? Status() : fail(ErrorCode::kInvalid, "users: 1 to 100");
}

/// Trims and checks what can be checked without the group.
struct Prepare {
  Status operator()(model::GroupChanged& it) const { return model::normalise(it); }
  Status operator()(model::MembersAdded& it) const { return check_users(it.users); }
  Status operator()(model::MembersRemoved& it) const { return check_users(it.users); }
  Status operator()(model::NicknameChanged& it) const {
    auto nickname = model::normalise_nickname(it.nickname);
    if (!nickname) return std::unexpected(nickname.error());
    it.nickname = std::move(*nickname);
    return {};
  }
  Status operator()(model::MemberMuted& it) const {
    return it.until_ms >= 0 ? Status() : fail(ErrorCode::kInvalid, "until_ms: not a time");
  }
  template <class Other>
  Status operator()(Other&) const {
    return {};
  }
};

}  // namespace

Task<Result<store::Appended>> Groups::change(model::Caller caller, ChangeGroup command) {
  if (command.log.kind() != LogId::Kind::kGroup) co_return fail(ErrorCode::kNotFound, "no such log");
  if (auto ok = std::visit(Prepare(), command.change); !ok) co_return std::unexpected(ok.error());
  if (const auto* profile = std::get_if<model::GroupChanged>(&command.change); profile && profile->avatar) {
    if (auto ok = co_await check_avatar(caller, *profile->avatar); !ok) co_return std::unexpected(ok.error());
  }
  store::Append request{.author = caller,
                        .log = command.log,
                        .client_id = command.client_id,
                        .request_hash = hash_request(command.log, command.change),
                        .body = std::move(command.change)};
  auto appended = co_await deps_.store.logs().append(std::move(request));
  if (!appended || appended->repeated) co_return appended;
  deps_.bus.publish({bus::EntryNotice{appended->entry, appended->epoch}});
  publish_entries(deps_.bus, std::exchange(appended->also, {}), appended->epoch);
  co_return appended;
}

}  // namespace godwit::service
