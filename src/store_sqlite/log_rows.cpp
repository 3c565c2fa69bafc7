// SPDX-License-Identifier: Apache-2.0
#include "log_rows.h"

#include <algorithm>
#include <set>

#include "protocol/body_codec.h"

namespace godwit::store {

std::optional<LogRow> find_log(Database& database, LogId log) {
  Query query = database.query(
      "SELECT id, last_seq, message_index, last_message_seq, last_time_ms, floor, expiry_s FROM log "
      "WHERE high = ? AND low = ?");
  query.bind(log.high()).bind(log.low());
  if (!query.step()) return std::nullopt;
  return LogRow{query.integer(0),
                query.natural(1),
                query.natural(2),
                query.natural(3),
                query.integer(4),
                query.natural(5),
                static_cast<std::uint32_t>(query.integer(6))};
}

LogRow ensure_log(Database& database, LogId log) {
  database.query("INSERT OR IGNORE INTO log (high, low) VALUES (?, ?)").bind(log.high()).bind(log.low()).run();
  return *find_log(database, log);
}

std::optional<LogRow> find_log_of(Database& database, LogId log, UserId reader) {
  auto row = find_log(database, log);
  if (!row) return std::nullopt;
  Query query = database.query("SELECT floor FROM member WHERE log = ? AND user = ?");
  query.bind(row->id).bind(reader.value);
  if (!query.step()) return std::nullopt;
  row->floor = std::max(row->floor, query.natural(0));
  return row;
}

void set_member(Database& database, const LogRow& row, UserId user, bool may_send) {
  database
      .query(
          "INSERT INTO member (log, user, may_send) VALUES (?, ?, ?) "
          "ON CONFLICT DO UPDATE SET may_send = excluded.may_send")
      .bind(row.id)
      .bind(user.value)
      .bind(may_send)
      .run();
  touch_log(database, row);
}

void append_entry(Database& database, LogRow& row, model::Entry& entry, DeviceId device, UnixMillis now) {
  row.last_seq += 1;
  row.last_time_ms = std::max(now, row.last_time_ms);
  if (model::counts_as_message(entry.body)) {
    row.message_index += 1;
    row.last_message_seq = row.last_seq;
  }
  entry.seq = row.last_seq;
  entry.time_ms = row.last_time_ms;
  entry.message_index = row.message_index;

  const Seq target = model::target_of(entry.body);
  const std::string body = protocol::encode_body(entry.body);
  {
    Query insert = database.query(
        "INSERT INTO entry (log, seq, author, device, time_ms, message_index, target, body) VALUES (?, ?, ?, ?, ?, ?, "
        "?, ?)");
    insert.bind(row.id).bind(entry.seq).bind(entry.author.value).bind(device.value).bind(entry.time_ms);
    insert.bind(entry.message_index);
    target == 0 ? insert.bind(nullptr) : insert.bind(target);
    insert.bind(std::as_bytes(std::span(body)));
    insert.run();
  }
  database
      .query(
          "UPDATE log SET last_seq = ?, message_index = ?, last_message_seq = ?, last_time_ms = ?, position = ? "
          "WHERE id = ?")
      .bind(row.last_seq)
      .bind(row.message_index)
      .bind(row.last_message_seq)
      .bind(row.last_time_ms)
      .bind(database.last_insert_id())
      .bind(row.id)
      .run();
}

model::Entry append_to(Database& database, LogId log, UserId author, model::Body body, UnixMillis now) {
  LogRow row = *find_log(database, log);
  model::Entry entry{.log = log, .author = author, .body = std::move(body)};
  append_entry(database, row, entry, DeviceId(), now);
  return entry;
}

model::Entry entry_from(const Query& row, LogId log, UnixMillis now) {
  model::Entry entry{.log = log};
  entry.seq = row.natural(0);
  entry.author = UserId(row.integer(1));
  entry.time_ms = row.integer(2);
  entry.message_index = row.natural(3);
  entry.body = protocol::decode_body(row.bytes(4));
  if (!row.is_null(5)) {
    entry.overlay = model::Overlay{.edited_seq = row.natural(5),
                                   .text = row.text(6),
                                   .recalled_seq = row.natural(7),
                                   .spans = protocol::decode_spans(row.bytes(9)),
                                   .expired = row.integer(10) != 0};
  }
  if (const UnixMillis expires = model::expiry_of(entry.body); expires != 0 && expires <= now) {
    entry.body = std::monostate();
    entry.overlay = model::Overlay{.expired = true};
  }
  return entry;
}

void read_reactions(Database& database, const LogRow& row, model::Entry& entry) {
  if (entry.overlay->expired) return;
  constexpr std::size_t kUsersShown = 20;
  Query query = database.query("SELECT emoji, user FROM reaction WHERE log = ? AND seq = ? ORDER BY at");
  query.bind(row.id).bind(entry.seq);
  auto& counts = entry.overlay->reactions;
  while (query.step()) {
    auto found = std::ranges::find(counts, query.bytes(0), &model::ReactionCount::emoji);
    if (found == counts.end()) found = counts.insert(counts.end(), {.emoji = query.text(0), .count = 0, .users = {}});
    ++found->count;
    if (found->users.size() < kUsersShown) found->users.emplace_back(query.integer(1));
  }
}

std::optional<model::Entry> find_entry(Database& database, LogId log, const LogRow& row, Seq seq, UnixMillis now) {
  static const std::string sql = std::string("SELECT ") + kEntryColumns +
                                 " FROM entry e LEFT JOIN overlay o ON o.log = e.log AND o.seq = e.seq "
                                 "WHERE e.log = ? AND e.seq = ?";
  Query query = database.query(sql.c_str());
  query.bind(row.id).bind(seq);
  if (!query.step()) return std::nullopt;
  model::Entry entry = entry_from(query, log, now);
  if (query.integer(8) > 0) read_reactions(database, row, entry);
  return entry;
}

void take_out_hidden(Database& database, const LogRow& row, UserId reader, std::span<model::Entry> entries) {
  if (entries.empty()) return;
  const auto subject = [](const model::Entry& entry) {
    return std::holds_alternative<model::Edit>(entry.body) ? model::target_of(entry.body) : entry.seq;
  };
  const auto [first, last] = std::ranges::minmax(entries, {}, subject);
  Query query = database.query("SELECT seq FROM hidden WHERE user = ? AND log = ? AND seq BETWEEN ? AND ?");
  query.bind(reader.value).bind(row.id).bind(subject(first)).bind(subject(last));
  std::set<Seq> hidden;
  while (query.step()) hidden.insert(query.natural(0));
  for (model::Entry& entry : entries) {
    if (!hidden.contains(subject(entry))) continue;
    entry.body = std::monostate();
    entry.overlay.reset();
  }
}

std::int64_t newest_position(Database& database) {
  Query query = database.query("SELECT seq FROM sqlite_sequence WHERE name = 'entry'");
  return query.step() ? query.integer(0) : 0;
}

void touch_log(Database& database, const LogRow& row) {
  const std::int64_t position = newest_position(database);
  database.query("UPDATE log SET position = ? WHERE id = ?").bind(position).bind(row.id).run();
}

std::uint64_t message_index_at(Database& database, const LogRow& row, Seq seq) {
  Query query = database.query("SELECT message_index FROM entry WHERE log = ? AND seq = ?");
  query.bind(row.id).bind(seq);
  return query.step() ? query.natural(0) : 0;
}

Epoch read_epoch(Database& database) {
  Query query = database.query("SELECT value FROM meta WHERE key = 'epoch'");
  query.step();
  return query.natural(0);
}

}  // namespace godwit::store
