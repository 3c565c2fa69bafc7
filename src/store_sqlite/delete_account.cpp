// SPDX-License-Identifier: Apache-2.0
// The end of an account. What others hold stays with them: messages, and the own name they gave the person.
#include "account_rows.h"
#include "contact_rows.h"
#include "conversation_rows.h"
#include "group_changes.h"
#include "log_rows.h"
#include "media_rows.h"
#include "sqlite_account_store.h"

namespace godwit::store {
namespace {

void anonymise(Database& database, const Account& account, UnixMillis now) {
  database.query("INSERT OR IGNORE INTO retired_handle (handle) VALUES (?)").bind(account.user.handle).run();
  // No handle begins with ~; the id keeps the column unique.
  database
      .query(
          "UPDATE account SET handle = '~' || id, name = '', signature = '', avatar = '', password_hash = '', deleted "
          "= 1, "
          "admin = 0, disabled = 0, invisible = 0, hide_read = 0, unlisted = 0, last_seen_ms = 0 WHERE id = ?")
      .bind(account.user.id.value)
      .run();
  stop_showing_media(database, kAvatars, static_cast<Seq>(account.user.id.value), now);
}

void end_contacts(Database& database, const model::User& gone, UnixMillis now, UserLogEntries& entries) {
  for (const UserId owner : list_owners(database, gone.id)) {
    model::Contact row = read_contact(database, owner, gone);
    row.state = model::ContactState::kNone;
    row.request_text.clear();
    // There is nobody left to block.
    row.blocked = false;
    row.changed_ms = now;
    write_contact(database, owner, row);
    entries.push_back(append_to(database, LogId::user(owner), gone.id, model::ContactChanged{row}, now));
  }
  database.query("DELETE FROM contact WHERE owner = ?").bind(gone.id.value).run();
}

/// Nobody may send any more, and heads show the deleted author to those who resume.
void end_conversations(Database& database, UserId user) {
  std::vector<LogRow> rows;
  {
    Query query = database.query("SELECT log FROM member WHERE user = ? AND role = 0");
    query.bind(user.value);
    while (query.step()) rows.push_back({.id = query.integer(0)});
  }
  for (const LogRow& row : rows) {
    database.query("UPDATE member SET may_send = 0 WHERE log = ?").bind(row.id).run();
    touch_log(database, row);
  }
}

/// The user log and the note-to-self, which nobody can read any more.
void erase_own_logs(Database& database, UserId user, UnixMillis now) {
  for (const LogId log : {LogId::user(user), LogId::direct(user, user)}) {
    const auto row = find_log(database, log);
    if (!row) continue;
    database.query("UPDATE entry SET body = NULL WHERE log = ?").bind(row->id).run();
    database.query("DELETE FROM overlay WHERE log = ?").bind(row->id).run();
    database.query("DELETE FROM reaction WHERE log = ?").bind(row->id).run();
    stop_showing_media(database, row->id, now);
  }
  database.query("DELETE FROM dedupe WHERE user = ?").bind(user.value).run();
  forget_all_settings(database, user);
}

}  // namespace

Task<Result<DeletedAccount>> SqliteAccountStore::delete_account(UserId user) {
  return engine_.write<DeletedAccount>([this, user](Database& database) -> Result<DeletedAccount> {
    const auto account = find_account_row(database, user);
    if (!account || account->user.deleted) return fail(ErrorCode::kNotFound, "no such user");
    if (is_last_admin(database, *account)) {
      return fail(ErrorCode::kConflict, "the last administrator: make someone else one first");
    }
    DeletedAccount deleted;
    deleted.devices = remove_devices(database, user, DeviceId());
    leave_all_groups(database, user, engine_.now(), deleted.entries);
    anonymise(database, *account, engine_.now());
    end_contacts(database, *find_user(database, user), engine_.now(), deleted.entries);
    end_conversations(database, user);
    erase_own_logs(database, user, engine_.now());
    return deleted;
  });
}

}  // namespace godwit::store
