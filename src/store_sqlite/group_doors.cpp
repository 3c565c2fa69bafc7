// SPDX-License-Identifier: Apache-2.0
// How people come to groups by themselves: links, and wishes to be let in.
#include "account_rows.h"
#include "base/limits.h"
#include "group_changes.h"
#include "sqlite_group_store.h"

namespace godwit::store {
namespace {

/// A group as someone who takes part in it meets it.
struct Inside {
  LogRow row;
  model::Group group;
  MemberRow member;
};

Result<Inside> enter(Database& database, LogId log, UserId user) {
  const auto row = find_log_of(database, log, user);
  auto group = row ? find_group(database, row->id) : std::nullopt;
  if (!group) return fail(ErrorCode::kNotFound, "no such log");
  return Inside{*row, std::move(*group), *find_member(database, row->id, user)};
}

Result<Inside> enter_as_leader(Database& database, LogId log, UserId user) {
  auto inside = enter(database, log, user);
  if (inside && !model::is_admin(inside->member.role))
    return fail(ErrorCode::kForbidden, "for those who lead the group");
  return inside;
}

GroupLink link_from(const Query& row) {
  return {.code = row.text(0),
          .creator = UserId(row.integer(1)),
          .created_ms = row.integer(2),
          .expires_ms = row.integer(3),
          .uses = static_cast<std::uint32_t>(row.integer(4)),
          .used = static_cast<std::uint32_t>(row.integer(5))};
}

Status check_room(Database& database, const model::Group& group, UserId user) {
  if (group.dismissed) return fail(ErrorCode::kConflict, "the group was dismissed");
  if (group.member_count >= limits::kGroupMembers) return fail(ErrorCode::kConflict, "the group is full");
  if (count_groups(database, user) < limits::kGroupsPerUser) return {};
  return fail(ErrorCode::kConflict, "you are in too many groups");
}

bool was_removed(Database& database, const LogRow& row, UserId user, UnixMillis since) {
  Query query = database.query("SELECT 1 FROM former_member WHERE log = ? AND user = ? AND removed AND left_ms >= ?");
  query.bind(row.id).bind(user.value).bind(since);
  return query.step();
}

void count_use(Database& database, const std::string& code) {
  database.query("UPDATE group_link SET used = used + 1 WHERE code = ?").bind(code).run();
}

std::size_t count_of(Database& database, const char* sql, const LogRow& row) {
  Query query = database.query(sql);
  query.bind(row.id);
  query.step();
  return static_cast<std::size_t>(query.natural(0));
}

struct JoinAsked {
  UserId user;
  const std::string& code;
  const std::string& text;
  UnixMillis removed_since;
};

Result<Joined> join_by(Database& database, const JoinAsked& asked, Epoch epoch, UnixMillis now) {
  const auto log = follow_link(database, asked.code, asked.user, now);
  if (!log) return std::unexpected(log.error());
  LogRow row = *find_log(database, *log);
  model::Group group = *find_group(database, row.id);
  Joined joined{.log = *log, .waiting = false, .epoch = epoch, .entries = {}};
  if (find_member(database, row.id, asked.user)) return joined;
  if (auto ok = check_room(database, group, asked.user); !ok) return std::unexpected(ok.error());
  if (was_removed(database, row, asked.user, asked.removed_since)) {
    return fail(ErrorCode::kForbidden, "you were removed from this group a short time ago");
  }
  joined.waiting = group.rules.join_approval;
  if (joined.waiting && is_waiting(database, row, asked.user)) return joined;
  if (joined.waiting) {
    if (count_of(database, "SELECT count(*) FROM join_wish WHERE log = ?", row) >= limits::kWishesPerGroup) {
      return fail(ErrorCode::kConflict, "too many wait already");
    }
    database.query("INSERT INTO join_wish (log, user, text, time_ms) VALUES (?, ?, ?, ?)")
        .bind(row.id)
        .bind(asked.user.value)
        .bind(asked.text)
        .bind(now)
        .run();
    tell_wishes(database, *log, row, now, joined.entries);
  } else {
    std::vector<model::Entry> also;
    joined.entries.push_back(add_members(
        database, *log, row, group, {.users = {asked.user}, .by = {.user = asked.user}, .by_link = true}, now, also));
    std::ranges::move(also, std::back_inserter(joined.entries));
  }
  count_use(database, asked.code);
  return joined;
}

Result<Joined> answer(Database& database, Inside inside, LogId log, UserId user, bool accept, Epoch epoch,
                      UnixMillis now) {
  LogRow& row = inside.row;
  Joined joined{.log = log, .waiting = false, .epoch = epoch, .entries = {}};
  if (!is_waiting(database, row, user)) return fail(ErrorCode::kNotFound, "nobody waits by this id");
  if (accept) {
    if (auto ok = check_room(database, inside.group, user); !ok) return std::unexpected(ok.error());
    std::vector<model::Entry> also;
    joined.entries.push_back(add_members(database, log, row, inside.group,
                                         {.users = {user}, .by = {.user = inside.member.user}, .by_link = true}, now,
                                         also));
    std::ranges::move(also, std::back_inserter(joined.entries));
  } else {
    database.query("DELETE FROM join_wish WHERE log = ? AND user = ?").bind(row.id).bind(user.value).run();
  }
  tell_wishes(database, log, row, now, joined.entries);
  return joined;
}

}  // namespace

Task<Result<GroupLink>> SqliteGroupStore::create_link(UserId creator, LogId log, GroupLink link) {
  return engine_.write<GroupLink>([this, creator, log,
                                   link = std::move(link)](Database& database) -> Result<GroupLink> {
    const auto inside = enter(database, log, creator);
    if (!inside) return std::unexpected(inside.error());
    if (auto ok = model::may_add_members(standing_of(inside->group, inside->member)); !ok) {
      return std::unexpected(ok.error());
    }
    if (count_of(database, "SELECT count(*) FROM group_link WHERE log = ?", inside->row) >= limits::kLinksPerGroup) {
      return fail(ErrorCode::kConflict, "the group has 20 links: revoke one");
    }
    GroupLink made = link;
    made.creator = creator;
    made.created_ms = engine_.now();
    database
        .query("INSERT INTO group_link (code, log, creator, created_ms, expires_ms, uses) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(made.code)
        .bind(inside->row.id)
        .bind(creator.value)
        .bind(made.created_ms)
        .bind(made.expires_ms)
        .bind(std::int64_t{made.uses})
        .run();
    return made;
  });
}

Task<Result<std::vector<GroupLink>>> SqliteGroupStore::list_links(UserId reader, LogId log) {
  using Rows = std::vector<GroupLink>;
  return engine_.read<Rows>([reader, log](Database& database) -> Result<Rows> {
    const auto inside = enter(database, log, reader);
    if (!inside) return std::unexpected(inside.error());
    Query query = database.query(
        "SELECT code, creator, created_ms, expires_ms, uses, used FROM group_link "
        "WHERE log = ? AND (? OR creator = ?) ORDER BY created_ms, code");
    query.bind(inside->row.id).bind(model::is_admin(inside->member.role)).bind(reader.value);
    Rows rows;
    while (query.step()) rows.push_back(link_from(query));
    return rows;
  });
}

Task<Result<void>> SqliteGroupStore::revoke_link(UserId user, LogId log, std::string code) {
  return engine_.write<void>([user, log, code = std::move(code)](Database& database) -> Result<void> {
    const auto inside = enter(database, log, user);
    if (!inside) return std::unexpected(inside.error());
    database.query("DELETE FROM group_link WHERE code = ? AND log = ? AND (? OR creator = ?)")
        .bind(code)
        .bind(inside->row.id)
        .bind(model::is_admin(inside->member.role))
        .bind(user.value)
        .run();
    return database.changed_rows() == 0 ? fail(ErrorCode::kNotFound, "no such link") : Result<void>();
  });
}

Task<Result<GroupPreview>> SqliteGroupStore::preview_link(UserId reader, std::string code) {
  return engine_.read<GroupPreview>([this, reader, code = std::move(code)](Database& database) -> Result<GroupPreview> {
    const auto log = follow_link(database, code, reader, engine_.now());
    if (!log) return std::unexpected(log.error());
    const LogRow row = *find_log(database, *log);
    return GroupPreview{.log = *log,
                        .group = *find_group(database, row.id),
                        .member = find_member(database, row.id, reader).has_value(),
                        .waiting = is_waiting(database, row, reader)};
  });
}

Task<Result<Joined>> SqliteGroupStore::join(UserId user, std::string code, std::string text, UnixMillis removed_since) {
  return engine_.write<Joined>(
      [this, user, code = std::move(code), text = std::move(text), removed_since](Database& database) {
        return join_by(database, {user, code, text, removed_since}, engine_.epoch, engine_.now());
      });
}

Task<Result<std::vector<JoinWish>>> SqliteGroupStore::list_wishes(UserId reader, LogId log) {
  using Rows = std::vector<JoinWish>;
  return engine_.read<Rows>([reader, log](Database& database) -> Result<Rows> {
    const auto inside = enter_as_leader(database, log, reader);
    if (!inside) return std::unexpected(inside.error());
    static const std::string sql = std::string("SELECT w.text, w.time_ms, ") + kUserColumns +
                                   " FROM join_wish w JOIN account a ON a.id = w.user WHERE w.log = ? "
                                   "ORDER BY w.time_ms, w.user";
    Query query = database.query(sql.c_str());
    query.bind(inside->row.id);
    Rows rows;
    while (query.step()) rows.push_back({user_from(query, 2), query.text(0), query.integer(1)});
    return rows;
  });
}

Task<Result<Joined>> SqliteGroupStore::answer_wish(UserId actor, LogId log, UserId user, bool accept) {
  return engine_.write<Joined>([this, actor, log, user, accept](Database& database) -> Result<Joined> {
    auto inside = enter_as_leader(database, log, actor);
    if (!inside) return std::unexpected(inside.error());
    return answer(database, std::move(*inside), log, user, accept, engine_.epoch, engine_.now());
  });
}

}  // namespace godwit::store
