// SPDX-License-Identifier: Apache-2.0
// The beginning of groups, and who is in them.
#include <algorithm>

#include "account_rows.h"
#include "base/limits.h"
#include "group_changes.h"
#include "sqlite_group_store.h"

namespace godwit::store {
namespace {

/// The group that this client_id made, or kClientIdReused; nullopt when it is new. Remembered with the creator's user log.
std::optional<Result<LogId>> find_made(Database& database, const LogRow& own, const NewGroup& asked, UnixMillis now) {
  Seq seq = 0;
  {
    Query query = database.query("SELECT seq, request_hash FROM dedupe WHERE user = ? AND log = ? AND client_id = ?");
    query.bind(asked.creator.user.value).bind(own.id).bind(std::span<const std::byte>(asked.client_id));
    if (!query.step()) return std::nullopt;
    const auto known = std::as_bytes(std::span(query.bytes(1)));
    if (!std::ranges::equal(known, asked.request_hash)) return fail(ErrorCode::kClientIdReused);
    seq = query.natural(0);
  }
  const auto entry = find_entry(database, LogId::user(asked.creator.user), own, seq, now);
  const auto* told = entry ? std::get_if<model::MembershipChanged>(&entry->body) : nullptr;
  if (!told) return fail(ErrorCode::kInternal, "a remembered entry is gone");
  return told->log;
}

void remember(Database& database, const LogRow& own, const NewGroup& asked, Seq seq, UnixMillis now) {
  database.query("INSERT INTO dedupe (user, log, client_id, seq, request_hash, created_ms) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(asked.creator.user.value)
      .bind(own.id)
      .bind(std::span<const std::byte>(asked.client_id))
      .bind(seq)
      .bind(std::span<const std::byte>(asked.request_hash))
      .bind(now)
      .run();
}

Result<GroupEntered> create(Database& database, const NewGroup& asked, Epoch epoch, UnixMillis now) {
  const UserId creator = asked.creator.user;
  const auto own = find_log(database, LogId::user(creator));
  if (!own) return fail(ErrorCode::kNotFound, "no such user");
  if (auto made = find_made(database, *own, asked, now)) {
    if (!*made) return std::unexpected(made->error());
    return GroupEntered{.log = **made, .epoch = epoch, .entries = {}};
  }
  if (find_log(database, asked.log)) return fail(ErrorCode::kConflict, "the id is taken");
  if (count_groups(database, creator) >= limits::kGroupsPerUser) {
    return fail(ErrorCode::kConflict, "you are in too many groups");
  }
  if (auto ok = check_group_avatar(database, creator, asked.group.avatar); !ok) return std::unexpected(ok.error());
  std::vector<UserId> members;
  for (const UserId user : asked.members) {
    if (user != creator && std::ranges::find(members, user) == members.end()) members.push_back(user);
  }
  if (auto ok = check_addable(database, creator, members); !ok) return std::unexpected(ok.error());

  GroupEntered entered{.log = asked.log, .epoch = epoch, .entries = {}};
  LogRow row = ensure_log(database, asked.log);
  model::Group group = asked.group;
  group.member_count = 1;
  group.member_version = 1;
  group.created_ms = now;
  insert_group(database, row.id, group);
  show_group_avatar(database, row.id, group.avatar, now);
  model::Entry first{
      .log = asked.log, .author = creator, .member_version = 1, .body = model::GroupCreated{group.name, group.channel}};
  append_entry(database, row, first, asked.creator.device, now);
  insert_member(database, row, creator, model::GroupRole::kOwner, 1, now);
  entered.entries.push_back(std::move(first));
  model::Entry told =
      tell_membership(database, creator, {.log = asked.log, .member = true, .name = group.name, .by = creator}, now);
  remember(database, *own, asked, told.seq, now);
  entered.entries.push_back(std::move(told));
  if (!members.empty()) {
    std::vector<model::Entry> also;
    entered.entries.push_back(
        add_members(database, asked.log, row, group, {.users = std::move(members), .by = asked.creator}, now, also));
    std::ranges::move(also, std::back_inserter(entered.entries));
  }
  return entered;
}

constexpr const char* kNoLog = "no such log";

model::GroupMember member_from(const Query& row, int first) {
  return {.user = user_from(row, first + 4),
          .role = static_cast<model::GroupRole>(row.integer(first)),
          .nickname = row.text(first + 1),
          .muted_until_ms = row.integer(first + 2),
          .joined_ms = row.integer(first + 3)};
}

}  // namespace

Task<Result<GroupEntered>> SqliteGroupStore::create_group(NewGroup group) {
  return engine_.write<GroupEntered>([this, asked = std::move(group)](Database& database) {
    return create(database, asked, engine_.epoch, engine_.now());
  });
}

Task<Result<std::vector<Membership>>> SqliteGroupStore::list_memberships(UserId user) {
  using Rows = std::vector<Membership>;
  return engine_.read<Rows>([user](Database& database) -> Result<Rows> {
    Query query = database.query(
        "SELECT l.high, l.low, max(l.floor, m.floor), g.member_version, l.last_seq FROM member m JOIN log l ON l.id = m.log "
        "JOIN group_info g ON g.log = m.log WHERE m.user = ? AND m.role > 0");
    query.bind(user.value);
    Rows rows;
    while (query.step()) {
      rows.push_back({*LogId::from_halves(query.integer(0), query.integer(1)), query.natural(2), query.natural(3),
                      query.natural(4)});
    }
    return rows;
  });
}

Task<Result<Present>> SqliteGroupStore::find_present(LogId log, std::vector<UserId> users) {
  return engine_.read<Present>([log, asked = std::move(users)](Database& database) -> Result<Present> {
    Present present;
    const auto row = find_log(database, log);
    if (!row) return present;
    present.member_version = read_member_version(database, *row);
    present.head = row->last_seq;
    for (const UserId user : asked) {
      if (const auto member = find_member(database, row->id, user)) present.members.emplace_back(user, member->floor);
    }
    return present;
  });
}

Task<Result<MemberChanges>> SqliteGroupStore::list_member_changes(LogId log, Seq after, std::size_t limit) {
  return engine_.read<MemberChanges>([this, log, after, limit](Database& database) -> Result<MemberChanges> {
    MemberChanges changes;
    const auto row = find_log(database, log);
    if (!row) return changes;
    changes.member_version = read_member_version(database, *row);
    changes.head = row->last_seq;
    changes.too_many = row->last_seq > after + limit;
    if (changes.too_many) return changes;
    static const std::string sql = std::string("SELECT ") + kEntryColumns +
                                   " FROM entry e LEFT JOIN overlay o ON o.log = e.log AND o.seq = e.seq "
                                   "WHERE e.log = ? AND e.seq > ? ORDER BY e.seq";
    Query query = database.query(sql.c_str());
    query.bind(row->id).bind(after);
    while (query.step()) {
      model::Entry entry = entry_from(query, log, engine_.now());
      if (model::changes_members(entry.body)) changes.entries.push_back(std::move(entry));
    }
    return changes;
  });
}

Task<Result<MembersPage>> SqliteGroupStore::list_members(UserId reader, MembersQuery asked) {
  return engine_.read<MembersPage>([reader, asked](Database& database) -> Result<MembersPage> {
    const auto row = find_log_of(database, asked.log, reader);
    const auto group = row ? find_group(database, row->id) : std::nullopt;
    if (!group) return fail(ErrorCode::kNotFound, kNoLog);
    if (group->rules.members_hidden && !model::is_admin(find_member(database, row->id, reader)->role)) {
      return fail(ErrorCode::kForbidden, "this group does not show its members");
    }
    static const std::string select = std::string("SELECT m.role, m.nickname, m.muted_until_ms, m.joined_ms, ") +
                                      kUserColumns +
                                      " FROM member m JOIN account a ON a.id = m.user WHERE m.log = ? AND m.user > ? "
                                      "AND m.role >= ? ";
    static const std::string all_sql = select + "ORDER BY m.user LIMIT ?";
    // Those few have an index of their own: they are not looked for among everyone.
    static const std::string leading_sql = select + "AND m.role > 1 ORDER BY m.user LIMIT ?";
    Query query = database.query(asked.role > model::GroupRole::kMember ? leading_sql.c_str() : all_sql.c_str());
    query.bind(row->id).bind(asked.after.value).bind(static_cast<std::int64_t>(asked.role)).bind(asked.limit + 1);
    MembersPage page{.members = {}, .more = false, .member_version = group->member_version};
    while (query.step()) {
      page.more = page.members.size() == asked.limit;
      if (page.more) break;
      page.members.push_back(member_from(query, 0));
    }
    return page;
  });
}

Task<Result<std::vector<model::GroupMember>>> SqliteGroupStore::get_members(UserId reader, LogId log,
                                                                            std::vector<UserId> users) {
  using Rows = std::vector<model::GroupMember>;
  return engine_.read<Rows>([reader, log, asked = std::move(users)](Database& database) -> Result<Rows> {
    const auto row = find_log_of(database, log, reader);
    if (!row || log.kind() != LogId::Kind::kGroup) return fail(ErrorCode::kNotFound, kNoLog);
    static const std::string sql =
        std::string(
            "SELECT coalesce(m.role, 0), coalesce(m.nickname, ''), coalesce(m.muted_until_ms, 0), "
            "coalesce(m.joined_ms, 0), ") +
        kUserColumns +
        " FROM account a LEFT JOIN member m ON m.log = ?1 AND m.user = a.id "
        "LEFT JOIN former_member f ON f.log = ?1 AND f.user = a.id "
        "WHERE a.id = ?2 AND (m.user IS NOT NULL OR f.user IS NOT NULL)";
    Rows rows;
    for (const UserId user : asked) {
      Query query = database.query(sql.c_str());
      query.bind(row->id).bind(user.value);
      if (query.step()) rows.push_back(member_from(query, 0));
    }
    return rows;
  });
}

}  // namespace godwit::store
