// SPDX-License-Identifier: Apache-2.0
#include "account_rows.h"
#include "admin_rows.h"
#include "sqlite_admin_store.h"

namespace godwit::store {
namespace {

Result<Account> find_target(Database& database, UserId user) {
  auto account = find_account_row(database, user);
  if (!account || account->user.deleted) return fail(ErrorCode::kNotFound, "no such user");
  return std::move(*account);
}

std::uint64_t number(Query query) {
  query.step();
  return query.natural(0);
}

constexpr const char* kLastAdmin = "the last administrator: make someone else one first";

}  // namespace

Task<Result<void>> SqliteAdminStore::check_admin(UserId actor) {
  return engine_.read<void>([actor](Database& database) { return check_actor(database, actor); });
}

Task<Result<Account>> SqliteAdminStore::add_account(UserId actor, NewAccount account) {
  return engine_.write<Account>([this, actor, account = std::move(account)](Database& database) -> Result<Account> {
    if (auto ok = check_actor(database, actor); !ok) return std::unexpected(ok.error());
    auto made = insert_account(database, account, engine_.now());
    if (made) audit(database, actor, "user.add", account.id, engine_.now());
    return made;
  });
}

Task<Result<std::vector<DeviceId>>> SqliteAdminStore::reset_password(UserId actor, UserId user,
                                                                     std::string password_hash) {
  using Removed = std::vector<DeviceId>;
  return engine_.write<Removed>(
      [this, actor, user, hash = std::move(password_hash)](Database& database) -> Result<Removed> {
        if (auto ok = check_actor(database, actor); !ok) return std::unexpected(ok.error());
        const auto account = find_target(database, user);
        if (!account) return std::unexpected(account.error());
        write_password(database, user, hash);
        audit(database, actor, "user.password", user, engine_.now());
        return remove_devices(database, user, DeviceId());
      });
}

Task<Result<std::vector<DeviceId>>> SqliteAdminStore::set_disabled(UserId actor, UserId user, bool disabled) {
  using Removed = std::vector<DeviceId>;
  return engine_.write<Removed>([this, actor, user, disabled](Database& database) -> Result<Removed> {
    if (auto ok = check_actor(database, actor); !ok) return std::unexpected(ok.error());
    const auto account = find_target(database, user);
    if (!account) return std::unexpected(account.error());
    if (disabled && is_only_admin(database, *account)) return fail(ErrorCode::kConflict, kLastAdmin);
    database.query("UPDATE account SET disabled = ? WHERE id = ?").bind(disabled).bind(user.value).run();
    audit(database, actor, disabled ? "user.disable" : "user.enable", user, engine_.now());
    return disabled ? remove_devices(database, user, DeviceId()) : Removed();
  });
}

Task<Result<void>> SqliteAdminStore::set_admin(UserId actor, UserId user, bool admin) {
  return engine_.write<void>([this, actor, user, admin](Database& database) -> Result<void> {
    if (auto ok = check_actor(database, actor); !ok) return ok;
    const auto account = find_target(database, user);
    if (!account) return std::unexpected(account.error());
    if (!admin && is_only_admin(database, *account)) return fail(ErrorCode::kConflict, kLastAdmin);
    database.query("UPDATE account SET admin = ? WHERE id = ?").bind(admin).bind(user.value).run();
    audit(database, actor, admin ? "admin.add" : "admin.remove", user, engine_.now());
    return {};
  });
}

Task<Result<void>> SqliteAdminStore::create_invite(UserId actor, NewInvite invite) {
  return engine_.write<void>([this, actor, invite](Database& database) -> Result<void> {
    if (auto ok = check_actor(database, actor); !ok) return ok;
    if (auto ok = insert_invite(database, invite, engine_.now()); !ok) return ok;
    audit(database, actor, "invite.create", UserId(), engine_.now());
    return {};
  });
}

Task<Result<Totals>> SqliteAdminStore::count() {
  return engine_.read<Totals>([](Database& database) -> Result<Totals> {
    Totals totals;
    totals.users = number(database.query("SELECT count(*) FROM account WHERE NOT deleted"));
    totals.disabled = number(database.query("SELECT count(*) FROM account WHERE disabled"));
    totals.devices = number(database.query("SELECT count(*) FROM device"));
    // User logs have a negative high half; their entries are no conversation's.
    totals.conversations = number(database.query("SELECT count(*) FROM log WHERE high > 0 AND last_seq > 0"));
    totals.entries = number(database.query("SELECT coalesce(sum(last_seq), 0) FROM log WHERE high > 0"));
    totals.bytes = number(database.query("PRAGMA page_count")) * number(database.query("PRAGMA page_size"));
    return totals;
  });
}

Task<Result<std::vector<AccountUse>>> SqliteAdminStore::list_use(std::vector<UserId> users) {
  using Rows = std::vector<AccountUse>;
  return engine_.read<Rows>([asked = std::move(users)](Database& database) -> Result<Rows> {
    Rows rows;
    rows.reserve(asked.size());
    for (const UserId user : asked) {
      Query query = database.query(
          "SELECT count(d.id), max(a.last_seen_ms, coalesce(max(d.last_used_ms), 0)) FROM account a "
          "LEFT JOIN device d ON d.user = a.id WHERE a.id = ? GROUP BY a.id");
      query.bind(user.value);
      AccountUse& row = rows.emplace_back();
      if (query.step()) row = {static_cast<std::uint32_t>(query.natural(0)), query.integer(1)};
    }
    return rows;
  });
}

Task<Result<std::vector<AuditRow>>> SqliteAdminStore::list_audit(std::int64_t before, std::size_t limit) {
  using Rows = std::vector<AuditRow>;
  return engine_.read<Rows>([before, limit](Database& database) -> Result<Rows> {
    Query query = database.query(
        "SELECT r.id, r.time_ms, r.actor, r.act, r.target, a.handle, t.handle FROM audit r "
        "LEFT JOIN account a ON a.id = r.actor AND NOT a.deleted LEFT JOIN account t ON t.id = r.target AND NOT "
        "t.deleted "
        "WHERE ?1 = 0 OR r.id < ?1 ORDER BY r.id DESC LIMIT ?2");
    query.bind(before).bind(limit);
    Rows rows;
    while (query.step()) {
      rows.push_back({.id = query.integer(0),
                      .time_ms = query.integer(1),
                      .actor = UserId(query.integer(2)),
                      .actor_handle = query.text(5),
                      .act = query.text(3),
                      .target = UserId(query.integer(4)),
                      .target_handle = query.text(6)});
    }
    return rows;
  });
}

}  // namespace godwit::store
