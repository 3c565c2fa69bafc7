// SPDX-License-Identifier: Apache-2.0
#include "conversation_rows.h"

#include "log_rows.h"
#include "sqlite_log_store.h"

namespace godwit::store {
namespace {

struct SettingsRow {
  model::ConversationSettings settings;
  Seq told = 0;
};

std::optional<SettingsRow> find_row(Database& database, std::int64_t log_row, UserId user) {
  Query query = database.query(
      "SELECT muted_until_ms, mentions_anyway, pinned_ms, archived_seq, unread_seq, draft, draft_reply_to, draft_ms, "
      "told "
      "FROM conversation WHERE user = ? AND log = ?");
  query.bind(user.value).bind(log_row);
  if (!query.step()) return std::nullopt;
  return SettingsRow{.settings = {.muted_until_ms = query.integer(0),
                                  .mentions_anyway = query.integer(1) != 0,
                                  .pinned_ms = query.integer(2),
                                  .archived_seq = query.natural(3),
                                  .unread_seq = query.natural(4),
                                  .draft = query.text(5),
                                  .draft_reply_to = query.natural(6),
                                  .draft_ms = query.integer(7)},
                     .told = query.natural(8)};
}

void write_row(Database& database, std::int64_t log_row, UserId user, const SettingsRow& row) {
  const model::ConversationSettings& settings = row.settings;
  Query query = database.query(
      "INSERT OR REPLACE INTO conversation (user, log, muted_until_ms, mentions_anyway, pinned_ms, archived_seq, "
      "unread_seq, draft, draft_reply_to, draft_ms, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  query.bind(user.value).bind(log_row).bind(settings.muted_until_ms).bind(settings.mentions_anyway);
  query.bind(settings.pinned_ms).bind(settings.archived_seq).bind(settings.unread_seq).bind(settings.draft);
  query.bind(settings.draft_reply_to).bind(settings.draft_ms).bind(row.told).run();
}

void delete_row(Database& database, std::int64_t log_row, UserId user) {
  database.query("DELETE FROM conversation WHERE user = ? AND log = ?").bind(user.value).bind(log_row).run();
}

/// The entry in the user log that a newer one replaced: a draft that was changed or sent is not kept.
void erase_told(Database& database, UserId user, Seq told) {
  const auto own = find_log(database, LogId::user(user));
  if (!own) return;
  database.query("UPDATE entry SET body = NULL WHERE log = ? AND seq = ?").bind(own->id).bind(told).run();
}

Result<std::optional<model::Entry>> set(Database& database, UserId user, LogId log,
                                        const model::ConversationSettings& settings, UnixMillis now) {
  const auto row = log.kind() == LogId::Kind::kUser ? std::nullopt : find_log_of(database, log, user);
  if (!row) return fail(ErrorCode::kNotFound, "no such log");
  const auto before = find_row(database, row->id, user);
  if (settings == (before ? before->settings : model::ConversationSettings())) return std::nullopt;
  if (before) erase_told(database, user, before->told);
  model::Entry entry = append_to(database, LogId::user(user), user, model::ConversationChanged{log, settings}, now);
  if (settings == model::ConversationSettings()) {
    delete_row(database, row->id, user);
  } else {
    write_row(database, row->id, user, {settings, entry.seq});
  }
  // A device that resumes from far behind hears of it with the heads.
  database.query("UPDATE member SET position = ? WHERE log = ? AND user = ?")
      .bind(newest_position(database))
      .bind(row->id)
      .bind(user.value)
      .run();
  return entry;
}

}  // namespace

model::ConversationSettings find_settings(Database& database, std::int64_t log_row, UserId user) {
  auto row = find_row(database, log_row, user);
  return row ? std::move(row->settings) : model::ConversationSettings();
}

void forget_settings(Database& database, std::int64_t log_row, UserId user) {
  const auto row = find_row(database, log_row, user);
  if (!row) return;
  erase_told(database, user, row->told);
  delete_row(database, log_row, user);
}

void forget_all_settings(Database& database, UserId user) {
  database.query("DELETE FROM conversation WHERE user = ?").bind(user.value).run();
}

Task<Result<std::optional<model::Entry>>> SqliteLogStore::set_conversation(UserId user, LogId log,
                                                                           model::ConversationSettings settings) {
  using Told = std::optional<model::Entry>;
  return engine_.write<Told>([this, user, log, settings = std::move(settings)](Database& database) {
    return set(database, user, log, settings, engine_.now());
  });
}

}  // namespace godwit::store
