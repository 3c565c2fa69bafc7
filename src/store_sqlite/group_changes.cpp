// SPDX-License-Identifier: Apache-2.0
#include "group_changes.h"

#include <algorithm>

#include "account_rows.h"
#include "base/limits.h"
#include "contact_rows.h"

namespace godwit::store {
namespace {

std::unexpected<Error> unchanged() { return fail(ErrorCode::kConflict, "nothing would change"); }

/// One change in progress: what it is about, and what comes of it.
struct Change {
  Database& database;
  LogRow& row;
  const Append& append;
  UnixMillis now;
  model::Group group;
  MemberRow actor;
  model::Standing who = standing_of(group, actor);
  std::vector<model::Entry> also = {};

  model::Entry append_body(model::Body body) {
    model::Entry entry{.log = append.log, .author = actor.user, .body = std::move(body)};
    append_entry(database, row, entry, append.author.device, now);
    entry.member_version = group.member_version;
    return entry;
  }

  Result<MemberRow> member(UserId user) {
    auto found = find_member(database, row.id, user);
    if (!found) return fail(ErrorCode::kNotFound, "no such member");
    return std::move(*found);
  }

  void tell(UserId user, bool is_member, bool dismissed = false) {
    also.push_back(tell_membership(
        database, user,
        {.log = append.log, .member = is_member, .name = group.name, .by = actor.user, .dismissed = dismissed}, now));
  }

  void set_role(UserId user, model::GroupRole role) {
    database.query("UPDATE member SET role = ? WHERE log = ? AND user = ?")
        .bind(static_cast<std::int64_t>(role))
        .bind(row.id)
        .bind(user.value)
        .run();
  }

  Result<model::Entry> operator()(const model::GroupChanged& change);
  Result<model::Entry> operator()(const model::MembersAdded& change);
  Result<model::Entry> operator()(const model::MembersRemoved& change);
  Result<model::Entry> operator()(const model::RoleChanged& change);
  Result<model::Entry> operator()(const model::NicknameChanged& change);
  Result<model::Entry> operator()(const model::MemberMuted& change);
  Result<model::Entry> operator()(const model::GroupDismissed& change);
  template <class Other>
  Result<model::Entry> operator()(const Other&) {
    return fail(ErrorCode::kInvalid, "content: not for people to say");
  }

 private:
  Result<model::Entry> leave();
};

template <class Value>
void assign(Value& to, const std::optional<Value>& from) {
  if (from) to = *from;
}

Result<model::Entry> Change::operator()(const model::GroupChanged& change) {
  if (auto ok = model::may_change_group(who, change); !ok) return std::unexpected(ok.error());
  model::Group after = group;
  assign(after.name, change.name);
  assign(after.avatar, change.avatar);
  assign(after.description, change.description);
  assign(after.notice, change.notice);
  assign(after.rules, change.rules);
  if (after == group) return unchanged();
  const bool pictured = after.avatar != group.avatar;
  if (pictured) {
    if (auto ok = check_group_avatar(database, actor.user, after.avatar); !ok) return std::unexpected(ok.error());
    show_group_avatar(database, row.id, after.avatar, now);
  }
  update_group(database, row.id, after);
  return append_body(change);
}

Result<model::Entry> Change::operator()(const model::MembersAdded& change) {
  if (auto ok = model::may_add_members(who); !ok) return std::unexpected(ok.error());
  std::vector<UserId> fresh;
  for (const UserId user : change.users) {
    const bool known = std::ranges::find(fresh, user) != fresh.end() || find_member(database, row.id, user);
    if (!known) fresh.push_back(user);
  }
  if (fresh.empty()) return unchanged();
  if (group.member_count + fresh.size() > limits::kGroupMembers) {
    return fail(ErrorCode::kConflict, "the group is full");
  }
  if (auto ok = check_addable(database, actor.user, fresh); !ok) return std::unexpected(ok.error());
  return add_members(database, append.log, row, group, {.users = std::move(fresh), .by = append.author}, now, also);
}

Result<model::Entry> Change::leave() {
  if (auto ok = model::may_leave_group(who, group.member_count); !ok) return std::unexpected(ok.error());
  const bool last = group.member_count == 1;
  model::Entry entry = append_body(model::MembersRemoved{{actor.user}});
  remove_member(database, row, actor.user, false, now);
  entry.member_version = change_member_count(database, row, -1);
  tell(actor.user, false, last);
  if (last) {
    group.dismissed = true;
    update_group(database, row.id, group);
  }
  return entry;
}

Result<model::Entry> Change::operator()(const model::MembersRemoved& change) {
  if (change.users == std::vector{actor.user}) return leave();
  std::vector<UserId> gone;
  for (const UserId user : change.users) {
    const auto other = member(user);
    if (!other) return std::unexpected(other.error());
    if (auto ok = model::may_remove_member(who, other->role); !ok) return std::unexpected(ok.error());
    if (std::ranges::find(gone, user) == gone.end()) gone.push_back(user);
  }
  model::Entry entry = append_body(model::MembersRemoved{gone});
  for (const UserId user : gone) {
    remove_member(database, row, user, true, now);
    tell(user, false);
  }
  entry.member_version = change_member_count(database, row, -static_cast<std::int64_t>(gone.size()));
  return entry;
}

Result<model::Entry> Change::operator()(const model::RoleChanged& change) {
  const auto other = member(change.user);
  if (!other) return std::unexpected(other.error());
  if (auto ok = model::may_set_role(who, other->role, change.role); !ok) return std::unexpected(ok.error());
  if (change.role == model::GroupRole::kOwner) set_role(actor.user, model::GroupRole::kAdmin);
  set_role(change.user, change.role);
  model::Entry entry = append_body(change);
  entry.member_version = change_member_count(database, row, 0);
  return entry;
}

Result<model::Entry> Change::operator()(const model::NicknameChanged& change) {
  if (group.dismissed) return fail(ErrorCode::kConflict, "the group was dismissed");
  if (actor.nickname == change.nickname) return unchanged();
  database.query("UPDATE member SET nickname = ? WHERE log = ? AND user = ?")
      .bind(change.nickname)
      .bind(row.id)
      .bind(actor.user.value)
      .run();
  return append_body(change);
}

Result<model::Entry> Change::operator()(const model::MemberMuted& change) {
  const auto other = member(change.user);
  if (!other) return std::unexpected(other.error());
  if (auto ok = model::may_mute_member(who, other->role); !ok) return std::unexpected(ok.error());
  if (other->muted_until_ms == change.until_ms) return unchanged();
  database.query("UPDATE member SET muted_until_ms = ? WHERE log = ? AND user = ?")
      .bind(change.until_ms)
      .bind(row.id)
      .bind(change.user.value)
      .run();
  return append_body(change);
}

Result<model::Entry> Change::operator()(const model::GroupDismissed& change) {
  if (auto ok = model::may_dismiss_group(who); !ok) return std::unexpected(ok.error());
  group.dismissed = true;
  update_group(database, row.id, group);
  database.query("DELETE FROM group_link WHERE log = ?").bind(row.id).run();
  database.query("DELETE FROM join_wish WHERE log = ?").bind(row.id).run();
  return append_body(change);
}

/// Whoever leads a group that its owner leaves: the first admin, else the first member; 0 when nobody is left.
UserId heir_of(Database& database, std::int64_t log_row, UserId owner) {
  Query query =
      database.query("SELECT user FROM member WHERE log = ? AND user <> ? ORDER BY role DESC, joined_ms, user LIMIT 1");
  query.bind(log_row).bind(owner.value);
  return query.step() ? UserId(query.integer(0)) : UserId();
}

}  // namespace

Status check_addable(Database& database, UserId owner, const std::vector<UserId>& users) {
  for (const UserId user : users) {
    const auto them = find_user(database, user);
    if (!them || them->deleted) return fail(ErrorCode::kForbidden, "users: not a contact of yours");
    const model::Contact mine = read_contact(database, owner, *them);
    const model::Contact theirs = read_contact(database, user, {.id = owner, .handle = {}, .name = {}});
    const bool contacts =
        mine.state == model::ContactState::kAccepted && theirs.state == model::ContactState::kAccepted;
    if (!contacts || mine.blocked || theirs.blocked) {
      return fail(ErrorCode::kForbidden, "users: not a contact of yours");
    }
    if (count_groups(database, user) >= limits::kGroupsPerUser) {
      return fail(ErrorCode::kConflict, "users: one is in too many groups");
    }
  }
  return {};
}

Result<GroupChangeResult> append_group_change(Database& database, LogRow& row, const Append& append, UnixMillis now) {
  auto group = find_group(database, row.id);
  auto actor = find_member(database, row.id, append.author.user);
  if (!group || !actor) return fail(ErrorCode::kNotFound, "no such log");
  Change change{
      .database = database, .row = row, .append = append, .now = now, .group = std::move(*group), .actor = *actor};
  auto entry = std::visit(change, append.body);
  if (!entry) return std::unexpected(entry.error());
  return GroupChangeResult{std::move(*entry), std::move(change.also)};
}

void leave_all_groups(Database& database, UserId user, UnixMillis now, std::vector<model::Entry>& entries) {
  std::vector<LogId> logs;
  {
    Query query = database.query(
        "SELECT l.high, l.low FROM member m JOIN log l ON l.id = m.log WHERE m.user = ? AND m.role > 0 ORDER BY l.id");
    query.bind(user.value);
    while (query.step()) logs.push_back(*LogId::from_halves(query.integer(0), query.integer(1)));
  }
  for (const LogId log : logs) {
    LogRow row = *find_log(database, log);
    model::Group group = *find_group(database, row.id);
    const auto say = [&](UserId author, model::Body body, std::int64_t members) {
      model::Entry entry{.log = log, .author = author, .body = std::move(body)};
      append_entry(database, row, entry, DeviceId(), now);
      entry.member_version = change_member_count(database, row, members);
      entries.push_back(std::move(entry));
    };
    const bool owner = find_member(database, row.id, user)->role == model::GroupRole::kOwner;
    // Only an owner's heir is looked for: that takes the longer, the more members there are.
    if (const UserId heir = owner ? heir_of(database, row.id, user) : UserId(); heir != UserId()) {
      database.query("UPDATE member SET role = 3 WHERE log = ? AND user = ?").bind(row.id).bind(heir.value).run();
      say(user, model::RoleChanged{heir, model::GroupRole::kOwner}, 0);
    }
    remove_member(database, row, user, false, now);
    say(user, model::MembersRemoved{{user}}, -1);
    if (group.member_count == 1) {
      group.dismissed = true;
      update_group(database, row.id, group);
    }
    database.query("DELETE FROM group_link WHERE log = ? AND creator = ?").bind(row.id).bind(user.value).run();
  }
  database.query("DELETE FROM join_wish WHERE user = ?").bind(user.value).run();
}

}  // namespace godwit::store
