// SPDX-License-Identifier: Apache-2.0
// Groups: their beginning, who is in, and how one comes in. What happens to them is appended to their logs (LogStore::append).
// Lane, lifetime and errors as in log_store.h; kNotFound when the caller is no member, but where links lead.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/log_store.h"

namespace godwit::store {

struct NewGroup {
  model::Caller creator;
  LogId log;  ///< of a fresh id
  ClientId client_id;
  RequestHash request_hash;
  model::Group group;           ///< name, avatar, description, channel, rules
  std::vector<UserId> members;  ///< beside the creator
};

/// A group that was made or come to.
struct GroupEntered {
  LogId log;
  Epoch epoch = 0;
  std::vector<model::Entry> entries;  ///< to be published
};

/// What someone has to do with a group.
struct Membership {
  LogId log;
  Seq floor = 1;  ///< first seq that they may read
  std::uint64_t member_version = 0;
  Seq head = 0;  ///< of the log, when it had that version
};

/// Which of some people are members now, and from which seq on.
struct Present {
  std::uint64_t member_version = 0;
  Seq head = 0;
  std::vector<std::pair<UserId, Seq>> members;
};

/// Who came and went, as the entries of a group say.
struct MemberChanges {
  std::uint64_t member_version = 0;
  Seq head = 0;
  std::vector<model::Entry> entries;  ///< that change the members (model::changes_members), ascending
  bool too_many = false;              ///< nobody looked for them
};

struct MembersQuery {
  LogId log;
  UserId after;  ///< 0 = from the beginning
  std::size_t limit = 0;
  model::GroupRole role = model::GroupRole::kNone;  ///< these and above
};

struct MembersPage {
  std::vector<model::GroupMember> members;  ///< ascending by user id
  bool more = false;
  std::uint64_t member_version = 0;
};

struct GroupLink {
  std::string code;
  UserId creator;
  UnixMillis created_ms = 0;
  UnixMillis expires_ms = 0;  ///< 0 = never
  std::uint32_t uses = 0;     ///< 0 = any number
  std::uint32_t used = 0;
};

struct GroupPreview {
  LogId log;
  model::Group group;
  bool member = false;
  bool waiting = false;
};

/// Somebody wants to come in.
struct JoinWish {
  model::User user;
  std::string text;
  UnixMillis time_ms = 0;
};

struct Joined {
  LogId log;
  bool waiting = false;  ///< for an answer
  Epoch epoch = 0;
  std::vector<model::Entry> entries;  ///< to be published
};

class GroupStore {
 public:
  virtual ~GroupStore() = default;

  /// The group, its first entries, and MembershipChanged to all of them. A repeat of the client_id answers the first group without
  /// entries. kClientIdReused; kForbidden when one is no contact of the creator; kConflict when someone is in too many groups; kNotFound
  /// for an avatar that is no upload of the creator's.
  virtual Task<Result<GroupEntered>> create_group(NewGroup group) = 0;

  /// All groups of a user.
  virtual Task<Result<std::vector<Membership>>> list_memberships(UserId user) = 0;
  virtual Task<Result<Present>> find_present(LogId log, std::vector<UserId> users) = 0;
  /// After a seq, when there are at most `limit` entries to look at. Of a log that does not exist: none.
  virtual Task<Result<MemberChanges>> list_member_changes(LogId log, Seq after, std::size_t limit) = 0;

  /// kForbidden where the group hides its members and the reader does not lead it.
  virtual Task<Result<MembersPage>> list_members(UserId reader, MembersQuery query) = 0;
  /// By id, with those who are members no more (role kNone); unknown ids are left out.
  virtual Task<Result<std::vector<model::GroupMember>>> get_members(UserId reader, LogId log,
                                                                    std::vector<UserId> users) = 0;

  /// Errors of model::may_add_members; kConflict when there are too many.
  virtual Task<Result<GroupLink>> create_link(UserId creator, LogId log, GroupLink link) = 0;
  /// Their own; who leads the group sees all.
  virtual Task<Result<std::vector<GroupLink>>> list_links(UserId reader, LogId log) = 0;
  /// kNotFound when it is not theirs to see.
  virtual Task<Result<void>> revoke_link(UserId user, LogId log, std::string code) = 0;
  /// kInviteInvalid.
  virtual Task<Result<GroupPreview>> preview_link(UserId reader, std::string code) = 0;

  /// Comes in, or asks to. A member, and who waits, get the same answer again. kInviteInvalid; kForbidden for those who were removed
  /// since `removed_since`; kConflict when the group or the list of their groups is full, or too many wait.
  virtual Task<Result<Joined>> join(UserId user, std::string code, std::string text, UnixMillis removed_since) = 0;
  /// Oldest first. kForbidden for those who do not lead the group.
  virtual Task<Result<std::vector<JoinWish>>> list_wishes(UserId reader, LogId log) = 0;
  /// kNotFound when the user does not wish to come; else as join.
  virtual Task<Result<Joined>> answer_wish(UserId actor, LogId log, UserId user, bool accept) = 0;
};

}  // namespace godwit::store
