// SPDX-License-Identifier: Apache-2.0
#include "contact_rows.h"
#include "log_rows.h"
#include "sqlite_account_store.h"

namespace godwit::store {
namespace {

Account account_from(const Query& row) {
  return {.user = {UserId(row.integer(0)), row.text(1), row.text(2)},
          .password_hash = row.text(3),
          .admin = row.integer(4) != 0,
          .created_ms = row.integer(5)};
}

std::optional<Account> find(Database& database, UserId user) {
  Query query = database.query("SELECT id, handle, name, password_hash, admin, created_ms FROM account WHERE id = ?");
  query.bind(user.value);
  if (!query.step()) return std::nullopt;
  return account_from(query);
}

bool is_handle_taken(Database& database, const std::string& handle) {
  Query query = database.query("SELECT 1 FROM account WHERE handle = ?");
  query.bind(handle);
  return query.step();
}

bool is_first(Database& database) { return !database.query("SELECT 1 FROM account LIMIT 1").step(); }

bool is_invite_good(Database& database, const SecretHash& code, UnixMillis now) {
  Query query = database.query(
      "SELECT 1 FROM invite WHERE code_hash = ? AND uses_left > 0 AND (expires_ms = 0 OR expires_ms > ?)");
  query.bind(std::span<const std::byte>(code)).bind(now);
  return query.step();
}

Result<Account> create(Database& database, const NewAccount& account, UnixMillis now) {
  // The invite first: without one nobody learns which handles exist.
  if (account.invite && !is_invite_good(database, *account.invite, now)) return fail(ErrorCode::kInviteInvalid);
  if (is_handle_taken(database, account.handle)) return fail(ErrorCode::kHandleTaken);
  if (find(database, account.id)) return fail(ErrorCode::kConflict, "the account id is taken");
  const bool admin = account.admin_if_first && is_first(database);

  if (account.invite) {
    database.query("UPDATE invite SET uses_left = uses_left - 1 WHERE code_hash = ?")
        .bind(std::span<const std::byte>(*account.invite))
        .run();
  }
  database.query("INSERT INTO account (id, handle, name, password_hash, admin, created_ms) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(account.id.value)
      .bind(account.handle)
      .bind(account.name)
      .bind(account.password_hash)
      .bind(admin)
      .bind(now)
      .run();
  // The user log is written by the server alone; the note-to-self by its owner.
  set_member(database, ensure_log(database, LogId::user(account.id)), account.id, false);
  set_member(database, ensure_log(database, LogId::direct(account.id, account.id)), account.id, true);
  return *find(database, account.id);
}

bool is_device_known(Database& database, const NewDevice& device) {
  Query query = database.query("SELECT 1 FROM device WHERE id = ? OR token_hash = ?");
  query.bind(device.id.value).bind(std::span<const std::byte>(device.token_hash));
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

/// The longest unused beyond the limit, never the newcomer itself.
std::vector<DeviceId> remove_surplus_devices(Database& database, const NewDevice& newcomer, std::size_t limit) {
  std::vector<DeviceId> surplus;
  {
    Query query = database.query(
        "SELECT id FROM device WHERE user = ? AND id <> ? ORDER BY last_used_ms DESC, id DESC LIMIT -1 OFFSET ?");
    query.bind(newcomer.user.value).bind(newcomer.id.value).bind(limit - 1);
    while (query.step()) surplus.emplace_back(query.integer(0));
  }
  for (const DeviceId device : surplus) {
    database.query("DELETE FROM device WHERE id = ?").bind(device.value).run();
  }
  return surplus;
}

}  // namespace

Task<Result<Account>> SqliteAccountStore::create_account(NewAccount account) {
  return engine_.write<Account>(
      [this, account = std::move(account)](Database& database) { return create(database, account, engine_.now()); });
}

Task<Result<std::optional<Account>>> SqliteAccountStore::find_account(std::string handle) {
  using Found = std::optional<Account>;
  return engine_.read<Found>([handle = std::move(handle)](Database& database) -> Result<Found> {
    Query query =
        database.query("SELECT id, handle, name, password_hash, admin, created_ms FROM account WHERE handle = ?");
    query.bind(handle);
    if (!query.step()) return Found();
    return Found(account_from(query));
  });
}

Task<Result<Account>> SqliteAccountStore::get_account(UserId user) {
  return engine_.read<Account>([user](Database& database) -> Result<Account> {
    auto account = find(database, user);
    if (!account) return fail(ErrorCode::kNotFound, "no such user");
    return std::move(*account);
  });
}

Task<Result<std::vector<Account>>> SqliteAccountStore::list_accounts(UserId after, std::size_t limit) {
  using Accounts = std::vector<Account>;
  return engine_.read<Accounts>([after, limit](Database& database) -> Result<Accounts> {
    Query query = database.query(
        "SELECT id, handle, name, password_hash, admin, created_ms FROM account WHERE id > ? ORDER BY id LIMIT ?");
    query.bind(after.value).bind(limit);
    Accounts accounts;
    while (query.step()) accounts.push_back(account_from(query));
    return accounts;
  });
}

Task<Result<UserLogEntries>> SqliteAccountStore::set_name(UserId user, std::string name) {
  return engine_.write<UserLogEntries>(
      [this, user, name = std::move(name)](Database& database) -> Result<UserLogEntries> {
        const auto before = find(database, user);
        if (!before) return fail(ErrorCode::kNotFound, "no such user");
        UserLogEntries entries;
        if (before->user.name == name) return entries;
        const UnixMillis now = engine_.now();
        database.query("UPDATE account SET name = ? WHERE id = ?").bind(name).bind(user.value).run();
        const model::User after{user, before->user.handle, name};
        entries.push_back(append_to(database, LogId::user(user), user, model::ProfileChanged{after}, now));
        for (const UserId owner : list_owners(database, user)) {
          const model::Contact row = read_contact(database, owner, after);
          entries.push_back(append_to(database, LogId::user(owner), user, model::ContactChanged{row}, now));
        }
        return entries;
      });
}

Task<Result<std::vector<DeviceId>>> SqliteAccountStore::set_password(UserId user, std::string password_hash,
                                                                     DeviceId keep) {
  using Removed = std::vector<DeviceId>;
  return engine_.write<Removed>([user, hash = std::move(password_hash), keep](Database& database) -> Result<Removed> {
    if (!find(database, user)) return fail(ErrorCode::kNotFound, "no such user");
    database.query("UPDATE account SET password_hash = ? WHERE id = ?").bind(hash).bind(user.value).run();
    return remove_devices(database, user, keep);
  });
}

Task<Result<std::vector<DeviceId>>> SqliteAccountStore::create_device(NewDevice device, std::size_t limit) {
  using Removed = std::vector<DeviceId>;
  return engine_.write<Removed>([this, device = std::move(device), limit](Database& database) -> Result<Removed> {
    if (!find(database, device.user)) return fail(ErrorCode::kNotFound, "no such user");
    if (is_device_known(database, device)) return fail(ErrorCode::kConflict, "the device id or token is taken");
    const UnixMillis now = engine_.now();
    database
        .query("INSERT INTO device (id, user, token_hash, name, created_ms, last_used_ms) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(device.id.value)
        .bind(device.user.value)
        .bind(std::span<const std::byte>(device.token_hash))
        .bind(device.name)
        .bind(now)
        .bind(now)
        .run();
    return remove_surplus_devices(database, device, limit);
  });
}

Task<Result<std::optional<Device>>> SqliteAccountStore::find_device(SecretHash token_hash) {
  using Found = std::optional<Device>;
  return engine_.read<Found>([token_hash](Database& database) -> Result<Found> {
    Query query = database.query("SELECT id, user, name, created_ms, last_used_ms FROM device WHERE token_hash = ?");
    query.bind(std::span<const std::byte>(token_hash));
    if (!query.step()) return Found();
    return Found(Device{DeviceId(query.integer(0)), UserId(query.integer(1)), query.text(2), query.integer(3),
                        query.integer(4)});
  });
}

Task<Result<bool>> SqliteAccountStore::remove_device(UserId user, DeviceId device) {
  return engine_.write<bool>([user, device](Database& database) -> Result<bool> {
    database.query("DELETE FROM device WHERE id = ? AND user = ?").bind(device.value).bind(user.value).run();
    return database.changed_rows() > 0;
  });
}

Task<Result<void>> SqliteAccountStore::touch_device(DeviceId device) {
  return engine_.write<void>([this, device](Database& database) -> Result<void> {
    database.query("UPDATE device SET last_used_ms = ? WHERE id = ?").bind(engine_.now()).bind(device.value).run();
    return {};
  });
}

Task<Result<void>> SqliteAccountStore::create_invite(NewInvite invite) {
  return engine_.write<void>([this, invite](Database& database) -> Result<void> {
    if (invite.uses == 0) return fail(ErrorCode::kInvalid, "uses: at least 1");
    {
      Query query = database.query("SELECT 1 FROM invite WHERE code_hash = ?");
      query.bind(std::span<const std::byte>(invite.code_hash));
      if (query.step()) return fail(ErrorCode::kConflict, "the invite code is taken");
    }
    database.query("DELETE FROM invite WHERE uses_left = 0 OR (expires_ms <> 0 AND expires_ms <= ?)")
        .bind(engine_.now())
        .run();
    database.query("INSERT INTO invite (code_hash, uses_left, expires_ms) VALUES (?, ?, ?)")
        .bind(std::span<const std::byte>(invite.code_hash))
        .bind(static_cast<std::int64_t>(invite.uses))
        .bind(invite.expires_ms)
        .run();
    return {};
  });
}

}  // namespace godwit::store
