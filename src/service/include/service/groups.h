// SPDX-License-Identifier: Apache-2.0
// Groups and channels: their beginning, what happens to them, who is in, and how one comes in. What may be done by whom is in
// model/group.h; it is checked in the store's transaction. Lane and lifetime as Accounts. Errors: those of GroupStore and
// LogStore::append, kInvalid.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "async/task.h"
#include "bus/bus.h"
#include "service/accounts.h"
#include "store/store.h"

namespace godwit::service {

struct CreateGroup {
  ClientId client_id;
  std::string name;
  std::string avatar;
  std::string description;
  bool channel = false;
  std::optional<model::GroupRules> rules;  ///< absent: those of a group or a channel
  std::vector<UserId> members;
};

struct ChangeGroup {
  LogId log;
  ClientId client_id;
  model::Body change;  ///< model::is_group_change, but not GroupCreated
};

struct JoinGroup {
  std::string code;
  std::string text;
};

class Groups {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    const Clock& clock;
    IdMint& ids;
    AvatarCheck check_avatar = {};  ///< empty: the form alone is checked
  };
  explicit Groups(Deps deps) : deps_(std::move(deps)) {}

  /// Answers where the group stands for its creator.
  Task<Result<model::Head>> create(model::Caller caller, CreateGroup command);
  Task<Result<store::Appended>> change(model::Caller caller, ChangeGroup command);

  Task<Result<store::MembersPage>> list_members(model::Caller caller, store::MembersQuery query);
  Task<Result<std::vector<model::GroupMember>>> get_members(model::Caller caller, LogId log, std::vector<UserId> users);

  /// `uses` 0 = any number, `expires_ms` 0 = never.
  Task<Result<store::GroupLink>> create_link(model::Caller caller, LogId log, UnixMillis expires_ms,
                                             std::uint32_t uses);
  Task<Result<std::vector<store::GroupLink>>> list_links(model::Caller caller, LogId log);
  Task<Result<void>> revoke_link(model::Caller caller, LogId log, std::string code);
  Task<Result<store::GroupPreview>> preview(model::Caller caller, std::string code);

  /// nullopt: waits for an answer.
  Task<Result<std::optional<model::Head>>> join(model::Caller caller, JoinGroup command);
  Task<Result<std::vector<store::JoinWish>>> list_wishes(model::Caller caller, LogId log);
  Task<Result<void>> answer_wish(model::Caller caller, LogId log, UserId user, bool accept);

  // For fan-out.
  Task<Result<std::vector<store::Membership>>> memberships(UserId user);
  Task<Result<store::Present>> present(LogId log, std::vector<UserId> users);
  Task<Result<store::MemberChanges>> member_changes(LogId log, Seq after);

 private:
  Task<Result<void>> check_avatar(model::Caller caller, std::string avatar);

  Deps deps_;
};

}  // namespace godwit::service
