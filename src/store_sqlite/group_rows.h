// SPDX-License-Identifier: Apache-2.0
// Rows of groups and their members ⇄ values. Inside a transaction, on the thread of the database.
#pragma once

#include <optional>
#include <vector>

#include "log_rows.h"
#include "model/group.h"

namespace godwit::store {

/// In place of a log in media_use: the entry's number is then a log.id, whose group's picture it is.
inline constexpr std::int64_t kGroupAvatars = -1;

std::optional<model::Group> find_group(Database& database, std::int64_t log_row);
void insert_group(Database& database, std::int64_t log_row, const model::Group& group);
/// All of it but member_count and member_version.
void update_group(Database& database, std::int64_t log_row, const model::Group& group);

struct MemberRow {
  UserId user;
  model::GroupRole role = model::GroupRole::kNone;
  std::string nickname = {};
  UnixMillis muted_until_ms = 0;
  UnixMillis joined_ms = 0;
  Seq floor = 1;
  UnixMillis said_ms = 0;
};
std::optional<MemberRow> find_member(Database& database, std::int64_t log_row, UserId user);
model::Standing standing_of(const model::Group& group, const MemberRow& member);

/// Puts somebody in who may read from `floor` on, up to date with the head of the log.
void insert_member(Database& database, const LogRow& row, UserId user, model::GroupRole role, Seq floor,
                   UnixMillis now);
void remove_member(Database& database, const LogRow& row, UserId user, bool removed, UnixMillis now);
std::uint64_t read_member_version(Database& database, const LogRow& row);
/// So many more members, and another version; answers it.
std::uint64_t change_member_count(Database& database, const LogRow& row, std::int64_t by);

/// Whether they wait to be let in.
bool is_waiting(Database& database, const LogRow& row, UserId user);
/// Where a link leads that may still be used, or was by this person; kInviteInvalid.
Result<LogId> follow_link(Database& database, const std::string& code, UserId user, UnixMillis now);
/// Who leads the group: owner and admins.
std::vector<UserId> list_leaders(Database& database, std::int64_t log_row);
std::size_t count_groups(Database& database, UserId user);

/// A picture that this person uploaded, or none. kNotFound.
Status check_group_avatar(Database& database, UserId user, const std::string& avatar);
void show_group_avatar(Database& database, std::int64_t log_row, const std::string& avatar, UnixMillis now);

/// MembershipChanged in the user's log.
model::Entry tell_membership(Database& database, UserId user, model::MembershipChanged change, UnixMillis now);
/// JoinRequestsChanged to all who lead the group.
void tell_wishes(Database& database, LogId log, const LogRow& row, UnixMillis now, std::vector<model::Entry>& entries);

struct Newcomers {
  std::vector<UserId> users;
  model::Caller by;
  bool by_link = false;
};
/// Puts these in and appends MembersAdded; tells them. Checks nothing.
model::Entry add_members(Database& database, LogId log, LogRow& row, model::Group& group, const Newcomers& newcomers,
                         UnixMillis now, std::vector<model::Entry>& also);

}  // namespace godwit::store
