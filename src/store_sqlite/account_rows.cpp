// SPDX-License-Identifier: Apache-2.0
#include "account_rows.h"

#include "log_rows.h"

namespace godwit::store {
namespace {

/// kUserColumns, then what only the account has.
const std::string& select_account() {
  static const std::string sql =
      std::string("SELECT ") + kUserColumns +
      ", a.password_hash, a.admin, a.created_ms, a.disabled, a.invisible, a.hide_read, a.unlisted FROM account a ";
  return sql;
}

Account account_from(const Query& row) {
  constexpr int kRest = kUserColumnCount;
  return {.user = user_from(row, 0),
          .password_hash = row.text(kRest),
          .admin = row.integer(kRest + 1) != 0,
          .disabled = row.integer(kRest + 3) != 0,
          .settings = {.invisible = row.integer(kRest + 4) != 0,
                       .hide_read = row.integer(kRest + 5) != 0,
                       .unlisted = row.integer(kRest + 6) != 0},
          .created_ms = row.integer(kRest + 2)};
}

bool is_handle_taken(Database& database, const std::string& handle) {
  Query query = database.query(
      "SELECT 1 FROM account WHERE handle = ?1 UNION ALL SELECT 1 FROM retired_handle WHERE handle = ?1");
  query.bind(handle);
  return query.step();
}

bool is_first(Database& database) { return !database.query("SELECT 1 FROM account WHERE NOT deleted LIMIT 1").step(); }

bool is_invite_good(Database& database, const SecretHash& code, UnixMillis now) {
  Query query = database.query(
      "SELECT 1 FROM invite WHERE code_hash = ? AND uses_left > 0 AND (expires_ms = 0 OR expires_ms > ?)");
  query.bind(std::span<const std::byte>(code)).bind(now);
  return query.step();
}

}  // namespace

model::User user_from(const Query& row, int first) {
  model::User user{.id = UserId(row.integer(first)),
                   .handle = row.text(first + 1),
                   .name = row.text(first + 2),
                   .signature = row.text(first + 3),
                   .avatar = row.text(first + 4),
                   .deleted = row.integer(first + 5) != 0,
                   .bot = row.integer(first + 6) != 0};
  // What stands there instead is a place holder, so that the column stays unique.
  if (user.deleted) user.handle.clear();
  return user;
}

std::optional<model::User> find_user(Database& database, UserId user) {
  static const std::string sql = std::string("SELECT ") + kUserColumns + " FROM account a WHERE a.id = ?";
  Query query = database.query(sql.c_str());
  query.bind(user.value);
  if (!query.step()) return std::nullopt;
  return user_from(query, 0);
}

std::optional<Account> find_account_row(Database& database, UserId user) {
  static const std::string sql = select_account() + "WHERE a.id = ?";
  Query query = database.query(sql.c_str());
  query.bind(user.value);
  if (!query.step()) return std::nullopt;
  return account_from(query);
}

std::optional<Account> find_account_row(Database& database, const std::string& handle) {
  static const std::string sql = select_account() + "WHERE a.handle = ? AND NOT a.deleted";
  Query query = database.query(sql.c_str());
  query.bind(handle);
  if (!query.step()) return std::nullopt;
  return account_from(query);
}

std::vector<Account> list_account_rows(Database& database, UserId after, std::size_t limit) {
  static const std::string sql = select_account() + "WHERE a.id > ? AND NOT a.deleted ORDER BY a.id LIMIT ?";
  Query query = database.query(sql.c_str());
  query.bind(after.value).bind(limit);
  std::vector<Account> accounts;
  while (query.step()) accounts.push_back(account_from(query));
  return accounts;
}

Result<Account> insert_account(Database& database, const NewAccount& account, UnixMillis now) {
  // The invite first: without one nobody learns which handles exist.
  if (account.invite && !is_invite_good(database, *account.invite, now)) return fail(ErrorCode::kInviteInvalid);
  if (is_handle_taken(database, account.handle)) return fail(ErrorCode::kHandleTaken);
  if (find_user(database, account.id)) return fail(ErrorCode::kConflict, "the account id is taken");
  const bool admin = account.admin_if_first && is_first(database);

  if (account.invite) {
    database.query("UPDATE invite SET uses_left = uses_left - 1 WHERE code_hash = ?")
        .bind(std::span<const std::byte>(*account.invite))
        .run();
  }
  database
      .query(
          "INSERT INTO account (id, handle, name, password_hash, admin, created_ms, bot) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind(account.id.value)
      .bind(account.handle)
      .bind(account.name)
      .bind(account.password_hash)
      .bind(admin)
      .bind(now)
      .bind(account.bot)
      .run();
  // The user log is written by the server alone; the note-to-self by its owner.
  set_member(database, ensure_log(database, LogId::user(account.id)), account.id, false);
  set_member(database, ensure_log(database, LogId::direct(account.id, account.id)), account.id, true);
  return *find_account_row(database, account.id);
}

void write_password(Database& database, UserId user, const std::string& password_hash) {
  database.query("UPDATE account SET password_hash = ? WHERE id = ?").bind(password_hash).bind(user.value).run();
}

Status insert_invite(Database& database, const NewInvite& invite, UnixMillis now) {
  if (invite.uses == 0) return fail(ErrorCode::kInvalid, "uses: at least 1");
  {
    Query query = database.query("SELECT 1 FROM invite WHERE code_hash = ?");
    query.bind(std::span<const std::byte>(invite.code_hash));
    if (query.step()) return fail(ErrorCode::kConflict, "the invite code is taken");
  }
  database.query("DELETE FROM invite WHERE uses_left = 0 OR (expires_ms <> 0 AND expires_ms <= ?)").bind(now).run();
  database.query("INSERT INTO invite (code_hash, uses_left, expires_ms) VALUES (?, ?, ?)")
      .bind(std::span<const std::byte>(invite.code_hash))
      .bind(static_cast<std::int64_t>(invite.uses))
      .bind(invite.expires_ms)
      .run();
  return {};
}

bool is_only_admin(Database& database, const Account& account) {
  if (!account.admin || account.disabled) return false;
  Query query =
      database.query("SELECT 1 FROM account WHERE admin AND NOT disabled AND NOT deleted AND id <> ? LIMIT 1");
  query.bind(account.user.id.value);
  return !query.step();
}

bool is_last_admin(Database& database, const Account& account) {
  if (!is_only_admin(database, account)) return false;
  Query query = database.query("SELECT 1 FROM account WHERE NOT deleted AND id <> ? LIMIT 1");
  query.bind(account.user.id.value);
  return query.step();
}

std::vector<DeviceId> remove_devices(Database& database, UserId user, DeviceId keep) {
  std::vector<DeviceId> removed;
  {
    Query query = database.query("SELECT id FROM device WHERE user = ? AND id <> ?");
    query.bind(user.value).bind(keep.value);
    while (query.step()) removed.emplace_back(query.integer(0));
  }
  database.query("DELETE FROM device WHERE user = ? AND id <> ?").bind(user.value).bind(keep.value).run();
  return removed;
}

}  // namespace godwit::store
