// SPDX-License-Identifier: Apache-2.0
#include "group_rows.h"

#include "conversation_rows.h"
#include "media_rows.h"

namespace godwit::store {
namespace {

int role_number(model::GroupRole role) { return static_cast<int>(role); }
model::GroupRole role_from(const Query& row, int column) { return static_cast<model::GroupRole>(row.integer(column)); }

/// The columns that both writing statements share, in their order.
void bind_profile(Query& query, const model::Group& group) {
  query.bind(group.name).bind(group.avatar).bind(group.description).bind(group.notice);
  const model::GroupRules& rules = group.rules;
  for (const auto role : {rules.send, rules.invite, rules.edit_profile, rules.mention_all, rules.pin}) {
    query.bind(std::int64_t{role_number(role)});
  }
  query.bind(rules.join_approval).bind(rules.history_for_new).bind(std::int64_t{rules.slow_mode_s});
  query.bind(rules.members_hidden).bind(group.dismissed);
}

}  // namespace

std::optional<model::Group> find_group(Database& database, std::int64_t log_row) {
  Query query = database.query(
      "SELECT name, avatar, description, notice, send, invite, edit_profile, mention_all, pin, join_approval, "
      "history_for_new, "
      "slow_mode_s, members_hidden, dismissed, channel, member_count, member_version, created_ms "
      "FROM group_info WHERE log = ?");
  query.bind(log_row);
  if (!query.step()) return std::nullopt;
  return model::Group{.name = query.text(0),
                      .avatar = query.text(1),
                      .description = query.text(2),
                      .notice = query.text(3),
                      .channel = query.integer(14) != 0,
                      .rules = {.send = role_from(query, 4),
                                .invite = role_from(query, 5),
                                .edit_profile = role_from(query, 6),
                                .mention_all = role_from(query, 7),
                                .pin = role_from(query, 8),
                                .join_approval = query.integer(9) != 0,
                                .history_for_new = query.integer(10) != 0,
                                .slow_mode_s = static_cast<std::uint32_t>(query.integer(11)),
                                .members_hidden = query.integer(12) != 0},
                      .member_count = static_cast<std::uint32_t>(query.integer(15)),
                      .member_version = query.natural(16),
                      .created_ms = query.integer(17),
                      .dismissed = query.integer(13) != 0};
}

void insert_group(Database& database, std::int64_t log_row, const model::Group& group) {
  Query query = database.query(
      "INSERT INTO group_info (name, avatar, description, notice, send, invite, edit_profile, mention_all, pin, "
      "join_approval, history_for_new, slow_mode_s, members_hidden, dismissed, log, channel, member_count, "
      "member_version, "
      "created_ms) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  bind_profile(query, group);
  query.bind(log_row).bind(group.channel).bind(std::int64_t{group.member_count}).bind(group.member_version);
  query.bind(group.created_ms).run();
}

void update_group(Database& database, std::int64_t log_row, const model::Group& group) {
  Query query = database.query(
      "UPDATE group_info SET name = ?, avatar = ?, description = ?, notice = ?, send = ?, invite = ?, edit_profile = "
      "?, "
      "mention_all = ?, pin = ?, join_approval = ?, history_for_new = ?, slow_mode_s = ?, members_hidden = ?, "
      "dismissed = ? WHERE log = ?");
  bind_profile(query, group);
  query.bind(log_row).run();
}

std::optional<MemberRow> find_member(Database& database, std::int64_t log_row, UserId user) {
  Query query = database.query(
      "SELECT role, nickname, muted_until_ms, joined_ms, floor, said_ms FROM member WHERE log = ? AND user = ?");
  query.bind(log_row).bind(user.value);
  if (!query.step()) return std::nullopt;
  return MemberRow{.user = user,
                   .role = role_from(query, 0),
                   .nickname = query.text(1),
                   .muted_until_ms = query.integer(2),
                   .joined_ms = query.integer(3),
                   .floor = query.natural(4),
                   .said_ms = query.integer(5)};
}

model::Standing standing_of(const model::Group& group, const MemberRow& member) {
  return {.rules = group.rules,
          .dismissed = group.dismissed,
          .role = member.role,
          .muted_until_ms = member.muted_until_ms,
          .said_ms = member.said_ms};
}

void insert_member(Database& database, const LogRow& row, UserId user, model::GroupRole role, Seq floor,
                   UnixMillis now) {
  database
      .query(
          "INSERT INTO member (log, user, may_send, role, floor, joined_ms, delivered, read, read_index) "
          "VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?6, ?7)")
      .bind(row.id)
      .bind(user.value)
      .bind(std::int64_t{role_number(role)})
      .bind(floor)
      .bind(now)
      .bind(row.last_seq)
      .bind(row.message_index)
      .run();
  database.query("DELETE FROM former_member WHERE log = ? AND user = ?").bind(row.id).bind(user.value).run();
  database.query("DELETE FROM join_wish WHERE log = ? AND user = ?").bind(row.id).bind(user.value).run();
}

void remove_member(Database& database, const LogRow& row, UserId user, bool removed, UnixMillis now) {
  forget_settings(database, row.id, user);
  database.query("DELETE FROM member WHERE log = ? AND user = ?").bind(row.id).bind(user.value).run();
  database.query("DELETE FROM mention WHERE log = ? AND user = ?").bind(row.id).bind(user.value).run();
  database.query("INSERT OR REPLACE INTO former_member (log, user, left_ms, removed) VALUES (?, ?, ?, ?)")
      .bind(row.id)
      .bind(user.value)
      .bind(now)
      .bind(removed)
      .run();
}

std::uint64_t change_member_count(Database& database, const LogRow& row, std::int64_t by) {
  database
      .query("UPDATE group_info SET member_count = member_count + ?, member_version = member_version + 1 WHERE log = ?")
      .bind(by)
      .bind(row.id)
      .run();
  return read_member_version(database, row);
}

std::uint64_t read_member_version(Database& database, const LogRow& row) {
  Query query = database.query("SELECT member_version FROM group_info WHERE log = ?");
  query.bind(row.id);
  return query.step() ? query.natural(0) : 0;
}

bool is_waiting(Database& database, const LogRow& row, UserId user) {
  Query query = database.query("SELECT 1 FROM join_wish WHERE log = ? AND user = ?");
  query.bind(row.id).bind(user.value);
  return query.step();
}

Result<LogId> follow_link(Database& database, const std::string& code, UserId user, UnixMillis now) {
  std::optional<LogId> log;
  bool usable = false;
  {
    Query query = database.query(
        "SELECT l.high, l.low, (k.expires_ms = 0 OR k.expires_ms > ?) AND (k.uses = 0 OR k.used < k.uses) "
        "FROM group_link k JOIN log l ON l.id = k.log WHERE k.code = ?");
    query.bind(now).bind(code);
    if (query.step()) {
      log = LogId::from_halves(query.integer(0), query.integer(1));
      usable = query.integer(2) != 0;
    }
  }
  if (log && !usable) {
    const LogRow row = *find_log(database, *log);
    usable = find_member(database, row.id, user) || is_waiting(database, row, user);
  }
  if (!usable) return fail(ErrorCode::kInviteInvalid, "this link does not lead anywhere");
  return *log;
}

std::vector<UserId> list_leaders(Database& database, std::int64_t log_row) {
  Query query = database.query("SELECT user FROM member WHERE log = ? AND role > 1 ORDER BY user");
  query.bind(log_row);
  std::vector<UserId> leaders;
  while (query.step()) leaders.emplace_back(query.integer(0));
  return leaders;
}

std::size_t count_groups(Database& database, UserId user) {
  Query query = database.query("SELECT count(*) FROM member WHERE user = ? AND role > 0");
  query.bind(user.value);
  query.step();
  return static_cast<std::size_t>(query.natural(0));
}

Status check_group_avatar(Database& database, UserId user, const std::string& avatar) {
  if (avatar.empty()) return {};
  const auto picture = find_media(database, avatar);
  const bool theirs = picture && picture->hash && picture->owner == user;
  return theirs ? Status() : fail(ErrorCode::kNotFound, "avatar: no such upload");
}

void show_group_avatar(Database& database, std::int64_t log_row, const std::string& avatar, UnixMillis now) {
  stop_showing_media(database, kGroupAvatars, static_cast<Seq>(log_row), now);
  if (!avatar.empty()) show_media(database, avatar, kGroupAvatars, static_cast<Seq>(log_row));
}

model::Entry tell_membership(Database& database, UserId user, model::MembershipChanged change, UnixMillis now) {
  const UserId by = change.by;
  return append_to(database, LogId::user(user), by, std::move(change), now);
}

void tell_wishes(Database& database, LogId log, const LogRow& row, UnixMillis now, std::vector<model::Entry>& entries) {
  std::uint32_t waiting = 0;
  {
    Query query = database.query("SELECT count(*) FROM join_wish WHERE log = ?");
    query.bind(row.id);
    query.step();
    waiting = static_cast<std::uint32_t>(query.integer(0));
  }
  for (const UserId leader : list_leaders(database, row.id)) {
    entries.push_back(
        append_to(database, LogId::user(leader), UserId(), model::JoinRequestsChanged{log, waiting}, now));
  }
}

model::Entry add_members(Database& database, LogId log, LogRow& row, model::Group& group, const Newcomers& newcomers,
                         UnixMillis now, std::vector<model::Entry>& also) {
  const auto& [users, by, by_link] = newcomers;
  model::Entry entry{.log = log, .author = by.user, .body = model::MembersAdded{users, by_link}};
  append_entry(database, row, entry, by.device, now);
  // Before the second entry nothing was said.
  const Seq floor = group.rules.history_for_new || entry.seq == 2 ? 1 : entry.seq;
  for (const UserId user : users) {
    insert_member(database, row, user, model::GroupRole::kMember, floor, now);
    also.push_back(
        tell_membership(database, user, {.log = log, .member = true, .name = group.name, .by = by.user}, now));
  }
  entry.member_version = change_member_count(database, row, static_cast<std::int64_t>(users.size()));
  group.member_count += static_cast<std::uint32_t>(users.size());
  return entry;
}

}  // namespace godwit::store
