// SPDX-License-Identifier: Apache-2.0
#include "account_rows.h"
#include "contact_rows.h"
#include "log_rows.h"
#include "media_rows.h"
#include "sqlite_account_store.h"

namespace godwit::store {
namespace {

UserLogEntries change_profile(Database& database, const model::User& before, const ProfileChange& change,
                              UnixMillis now) {
  model::User after = before;
  after.name = change.name.value_or(before.name);
  after.signature = change.signature.value_or(before.signature);
  after.avatar = change.avatar.value_or(before.avatar);
  UserLogEntries entries;
  if (after == before) return entries;
  database.query("UPDATE account SET name = ?, signature = ?, avatar = ? WHERE id = ?")
      .bind(after.name)
      .bind(after.signature)
      .bind(after.avatar)
      .bind(after.id.value)
      .run();
  if (after.avatar != before.avatar) {
    const auto account = static_cast<Seq>(after.id.value);
    stop_showing_media(database, kAvatars, account, now);
    if (!after.avatar.empty()) show_media(database, after.avatar, kAvatars, account);
  }
  entries.push_back(append_to(database, LogId::user(after.id), after.id, model::ProfileChanged{after}, now));
  for (const UserId owner : list_owners(database, after.id)) {
    const model::Contact row = read_contact(database, owner, after);
    entries.push_back(append_to(database, LogId::user(owner), after.id, model::ContactChanged{row}, now));
  }
  return entries;
}

/// The user's direct conversations changed for those who resume; answers the cursors that both sides may see now.
std::vector<std::pair<LogId, model::Cursor>> show_cursors(Database& database, UserId user, Epoch epoch) {
  struct Row {
    LogId log;
    LogRow row;
    model::Cursor cursor;
  };
  std::vector<Row> rows;
  {
    // Conversations of two, neither of whom hides.
    Query query = database.query(
        "SELECT l.high, l.low, l.id, t.user, t.delivered, t.read, t.read_index "
        "FROM member m JOIN log l ON l.id = m.log AND l.high > 0 AND l.high <> l.low JOIN member t ON t.log = m.log "
        "WHERE m.user = ? AND NOT EXISTS (SELECT 1 FROM member o JOIN account a ON a.id = o.user "
        "WHERE o.log = m.log AND a.hide_read)");
    query.bind(user.value);
    while (query.step()) {
      const auto log = LogId::from_halves(query.integer(0), query.integer(1));
      GODWIT_CHECK(log);
      rows.push_back({*log,
                      LogRow{.id = query.integer(2)},
                      {UserId(query.integer(3)), epoch, query.natural(4), query.natural(5), query.natural(6)}});
    }
  }
  std::vector<std::pair<LogId, model::Cursor>> shown;
  shown.reserve(rows.size());
  for (const Row& one : rows) {
    touch_log(database, one.row);
    shown.emplace_back(one.log, one.cursor);
  }
  return shown;
}

}  // namespace

Task<Result<Account>> SqliteAccountStore::create_account(NewAccount account) {
  return engine_.write<Account>([this, account = std::move(account)](Database& database) {
    return insert_account(database, account, engine_.now());
  });
}

Task<Result<std::optional<Account>>> SqliteAccountStore::find_account(std::string handle) {
  using Found = std::optional<Account>;
  return engine_.read<Found>(
      [handle = std::move(handle)](Database& database) -> Result<Found> { return find_account_row(database, handle); });
}

Task<Result<Account>> SqliteAccountStore::get_account(UserId user) {
  return engine_.read<Account>([user](Database& database) -> Result<Account> {
    auto account = find_account_row(database, user);
    if (!account) return fail(ErrorCode::kNotFound, "no such user");
    return std::move(*account);
  });
}

Task<Result<std::vector<Account>>> SqliteAccountStore::list_accounts(UserId after, std::size_t limit) {
  using Accounts = std::vector<Account>;
  return engine_.read<Accounts>(
      [after, limit](Database& database) -> Result<Accounts> { return list_account_rows(database, after, limit); });
}

Task<Result<UserLogEntries>> SqliteAccountStore::set_profile(UserId user, ProfileChange change) {
  return engine_.write<UserLogEntries>(
      [this, user, change = std::move(change)](Database& database) -> Result<UserLogEntries> {
        const auto before = find_user(database, user);
        if (!before || before->deleted) return fail(ErrorCode::kNotFound, "no such user");
        if (change.avatar && !change.avatar->empty() && *change.avatar != before->avatar) {
          const auto picture = find_media(database, *change.avatar);
          const bool theirs = picture && picture->hash && picture->owner == user;
          if (!theirs) return fail(ErrorCode::kNotFound, "avatar: no such upload");
        }
        return change_profile(database, *before, change, engine_.now());
      });
}

Task<Result<SettingsOutcome>> SqliteAccountStore::set_settings(UserId user, model::Settings settings) {
  return engine_.write<SettingsOutcome>([this, user, settings](Database& database) -> Result<SettingsOutcome> {
    const auto account = find_account_row(database, user);
    if (!account || account->user.deleted) return fail(ErrorCode::kNotFound, "no such user");
    SettingsOutcome outcome{.before = account->settings, .entries = {}, .shown = {}};
    if (settings == account->settings) return outcome;
    const UnixMillis now = engine_.now();
    const bool disappears = settings.invisible && !account->settings.invisible;
    database
        .query(
            "UPDATE account SET invisible = ?, hide_read = ?, unlisted = ?, last_seen_ms = max(last_seen_ms, ?) "
            "WHERE id = ?")
        .bind(settings.invisible)
        .bind(settings.hide_read)
        .bind(settings.unlisted)
        .bind(disappears ? now : 0)
        .bind(user.value)
        .run();
    outcome.entries.push_back(append_to(database, LogId::user(user), user, model::SettingsChanged{settings}, now));
    if (account->settings.hide_read && !settings.hide_read) {
      outcome.shown = show_cursors(database, user, engine_.epoch);
    }
    return outcome;
  });
}

Task<Result<std::vector<DeviceId>>> SqliteAccountStore::set_password(UserId user, std::string password_hash,
                                                                     DeviceId keep) {
  using Removed = std::vector<DeviceId>;
  return engine_.write<Removed>([user, hash = std::move(password_hash), keep](Database& database) -> Result<Removed> {
    const auto known = find_user(database, user);
    if (!known || known->deleted) return fail(ErrorCode::kNotFound, "no such user");
    write_password(database, user, hash);
    return remove_devices(database, user, keep);
  });
}

Task<Result<void>> SqliteAccountStore::create_invite(NewInvite invite) {
  return engine_.write<void>(
      [this, invite](Database& database) { return insert_invite(database, invite, engine_.now()); });
}

}  // namespace godwit::store
