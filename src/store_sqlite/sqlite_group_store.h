// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine.h"
#include "store/group_store.h"

namespace godwit::store {

class SqliteGroupStore final : public GroupStore {
 public:
  explicit SqliteGroupStore(Engine& engine) : engine_(engine) {}

  Task<Result<GroupEntered>> create_group(NewGroup group) override;
  Task<Result<std::vector<Membership>>> list_memberships(UserId user) override;
  Task<Result<Present>> find_present(LogId log, std::vector<UserId> users) override;
  Task<Result<MemberChanges>> list_member_changes(LogId log, Seq after, std::size_t limit) override;
  Task<Result<MembersPage>> list_members(UserId reader, MembersQuery query) override;
  Task<Result<std::vector<model::GroupMember>>> get_members(UserId reader, LogId log,
                                                            std::vector<UserId> users) override;
  Task<Result<GroupLink>> create_link(UserId creator, LogId log, GroupLink link) override;
  Task<Result<std::vector<GroupLink>>> list_links(UserId reader, LogId log) override;
  Task<Result<void>> revoke_link(UserId user, LogId log, std::string code) override;
  Task<Result<GroupPreview>> preview_link(UserId reader, std::string code) override;
  Task<Result<Joined>> join(UserId user, std::string code, std::string text, UnixMillis removed_since) override;
  Task<Result<std::vector<JoinWish>>> list_wishes(UserId reader, LogId log) override;
  Task<Result<Joined>> answer_wish(UserId actor, LogId log, UserId user, bool accept) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
