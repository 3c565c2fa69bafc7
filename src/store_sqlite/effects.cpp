// SPDX-License-Identifier: Apache-2.0
#include "effects.h"

#include <limits>

#include "media_rows.h"
#include "mention_rows.h"
#include "planted_bug.h"
#include "protocol/body_codec.h"

namespace godwit::store {
namespace {

void apply_reaction(Database& database, const LogRow& row, UserId author, const model::Reaction& reaction) {
  if (reaction.emoji.empty()) {
    database.query("DELETE FROM reaction WHERE log = ? AND seq = ? AND user = ?")
        .bind(row.id)
        .bind(reaction.target)
        .bind(author.value)
        .run();
  } else {
    database
        .query(
            "INSERT INTO reaction (log, seq, user, emoji, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET emoji = excluded.emoji, at = excluded.at WHERE emoji <> excluded.emoji")
        .bind(row.id)
        .bind(reaction.target)
        .bind(author.value)
        .bind(reaction.emoji)
        .bind(row.last_seq)
        .run();
  }
  database
      .query(
          "INSERT INTO overlay (log, seq, reactions) VALUES (?1, ?2, (SELECT count(*) FROM reaction WHERE log = ?1 AND "
          "seq = ?2)) "
          "ON CONFLICT DO UPDATE SET reactions = excluded.reactions")
      .bind(row.id)
      .bind(reaction.target)
      .run();
}

void apply_edit(Database& database, const LogRow& row, UserId author, const model::Edit& edit) {
  const std::string spans = protocol::encode_spans(edit.spans);
  database
      .query(
          "INSERT INTO overlay (log, seq, edited_seq, text, spans) VALUES (?, ?, ?, ?, ?) "
          "ON CONFLICT DO UPDATE SET edited_seq = excluded.edited_seq, text = excluded.text, spans = excluded.spans")
      .bind(row.id)
      .bind(edit.target)
      .bind(row.last_seq)
      .bind(edit.text)
      .bind(std::as_bytes(std::span(spans)))
      .run();
  drop_mentions(database, row, edit.target);
  put_mentions(database, row, edit.target, author, edit.spans);
}

void apply_recall(Database& database, const LogRow& row, const model::Recall& recall, UnixMillis now) {
  database
      .query(
          "INSERT INTO overlay (log, seq, recalled_seq) VALUES (?, ?, ?) "
          "ON CONFLICT DO UPDATE SET recalled_seq = excluded.recalled_seq")
      .bind(row.id)
      .bind(recall.target)
      .bind(row.last_seq)
      .run();
  if (!is_planted("recall-keeps-text")) erase_message(database, row, recall.target, row.last_seq, now);
}

void apply_pin(Database& database, const LogRow& row, const model::Pin& pin) {
  const char* put = "INSERT INTO pin (at, log, seq) VALUES (?, ?, ?)";
  const char* take = "DELETE FROM pin WHERE ? > 0 AND log = ? AND seq = ?";
  database.query(pin.pinned ? put : take).bind(row.last_seq).bind(row.id).bind(pin.target).run();
}

void apply_message(Database& database, const LogRow& row, const model::Entry& entry, UnixMillis now) {
  put_mentions(database, row, entry.seq, entry.author, model::spans_of(entry.body));
  if (const UnixMillis at = model::expiry_of(entry.body); at != 0) {
    database.query("INSERT INTO expiry (at_ms, log, seq) VALUES (?, ?, ?)").bind(at).bind(row.id).bind(entry.seq).run();
  }
  if (entry.log.kind() != LogId::Kind::kGroup) return;
  database.query("UPDATE member SET said_ms = ? WHERE log = ? AND user = ?")
      .bind(now)
      .bind(row.id)
      .bind(entry.author.value)
      .run();
}

}  // namespace

void apply_effects(Database& database, const LogRow& row, const model::Entry& entry, UnixMillis now) {
  if (model::counts_as_message(entry.body)) apply_message(database, row, entry, now);
  if (const auto* edit = std::get_if<model::Edit>(&entry.body)) apply_edit(database, row, entry.author, *edit);
  if (const auto* recall = std::get_if<model::Recall>(&entry.body)) apply_recall(database, row, *recall, now);
  if (const auto* reaction = std::get_if<model::Reaction>(&entry.body)) {
    apply_reaction(database, row, entry.author, *reaction);
  }
  if (const auto* pin = std::get_if<model::Pin>(&entry.body)) apply_pin(database, row, *pin);
  if (const auto* expiry = std::get_if<model::ExpiryChanged>(&entry.body)) {
    database.query("UPDATE log SET expiry_s = ? WHERE id = ?").bind(std::int64_t{expiry->seconds}).bind(row.id).run();
  }
}

void erase_message(Database& database, const LogRow& row, Seq seq, Seq before, UnixMillis now) {
  database.query("UPDATE overlay SET text = '', spans = NULL, reactions = 0 WHERE log = ? AND seq = ?")
      .bind(row.id)
      .bind(seq)
      .run();
  database.query("UPDATE entry SET body = NULL WHERE log = ? AND seq = ?").bind(row.id).bind(seq).run();
  database.query("UPDATE entry SET body = NULL WHERE log = ? AND target = ? AND seq < ?")
      .bind(row.id)
      .bind(seq)
      .bind(before)
      .run();
  database.query("DELETE FROM reaction WHERE log = ? AND seq = ?").bind(row.id).bind(seq).run();
  database.query("DELETE FROM pin WHERE log = ? AND seq = ?").bind(row.id).bind(seq).run();
  drop_mentions(database, row, seq);
  stop_showing_media(database, row.id, seq, now);
}

void expire(Database& database, const LogRow& row, Seq seq, UnixMillis now) {
  database.query("INSERT INTO overlay (log, seq, expired) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET expired = 1")
      .bind(row.id)
      .bind(seq)
      .run();
  erase_message(database, row, seq, std::numeric_limits<std::int64_t>::max(), now);
}

std::size_t erase_expired(Database& database, UnixMillis now, std::size_t limit) {
  struct Due {
    UnixMillis at_ms;
    LogRow row;
    Seq seq;
    bool recalled;
  };
  std::vector<Due> due;
  {
    Query query = database.query(
        "SELECT e.at_ms, e.log, e.seq, o.recalled_seq > 0 FROM expiry e "
        "LEFT JOIN overlay o ON o.log = e.log AND o.seq = e.seq WHERE e.at_ms <= ? ORDER BY e.at_ms LIMIT ?");
    query.bind(now).bind(limit);
    while (query.step()) {
      due.push_back({query.integer(0), {.id = query.integer(1)}, query.natural(2), query.integer(3) != 0});
    }
  }
  for (const Due& one : due) {
    if (!one.recalled) expire(database, one.row, one.seq, now);
    database.query("DELETE FROM expiry WHERE at_ms = ? AND log = ? AND seq = ?")
        .bind(one.at_ms)
        .bind(one.row.id)
        .bind(one.seq)
        .run();
  }
  return due.size();
}

std::vector<Seq> list_pins(Database& database, const LogRow& row) {
  Query query = database.query("SELECT seq FROM pin WHERE log = ? AND seq >= ? ORDER BY at DESC");
  query.bind(row.id).bind(row.floor);
  std::vector<Seq> pins;
  while (query.step()) pins.push_back(query.natural(0));
  return pins;
}

}  // namespace godwit::store
