// SPDX-License-Identifier: Apache-2.0
// Reading logs, their heads, and moving cursors.
#include <algorithm>

#include "account_rows.h"
#include "base/limits.h"
#include "conversation_rows.h"
#include "effects.h"
#include "group_rows.h"
#include "mention_rows.h"
#include "planted_bug.h"
#include "protocol/body_codec.h"
#include "sqlite_log_store.h"

namespace godwit::store {
namespace {

/// What an entry takes on a page beside its body and the text of its overlay.
constexpr std::size_t kEntryBytes = 100;

std::vector<model::Entry> read_entries(Database& database, const LogRow& row, UserId reader, const ReadRange& range,
                                       UnixMillis now) {
  static const std::string select = std::string("SELECT ") + kEntryColumns +
                                    " FROM entry e LEFT JOIN overlay o ON o.log = e.log AND o.seq = e.seq "
                                    "WHERE e.log = ? AND e.seq > ? AND e.seq < ? ORDER BY e.seq ";
  static const std::string forward_sql = select + "ASC LIMIT ?";
  static const std::string backward_sql = select + "DESC LIMIT ?";
  const bool backward = range.after == 0 && range.before != 0;
  Query query = database.query(backward ? backward_sql.c_str() : forward_sql.c_str());
  const Seq after = std::max(range.after, row.floor - 1);
  const Seq before = range.before == 0 ? row.last_seq + 1 : range.before;
  query.bind(row.id).bind(std::min<Seq>(after, INT64_MAX)).bind(std::min<Seq>(before, INT64_MAX)).bind(range.limit);

  std::vector<model::Entry> entries;
  std::size_t bytes = 0;
  while ((range.max_bytes == 0 || bytes < range.max_bytes) && query.step()) {
    entries.push_back(entry_from(query, range.log, now));
    if (query.integer(8) > 0) read_reactions(database, row, entries.back());
    bytes += kEntryBytes + query.bytes(4).size() + query.bytes(6).size() + query.bytes(9).size();
  }
  if (backward) std::ranges::reverse(entries);
  take_out_hidden(database, row, reader, entries);
  return entries;
}

model::Cursor cursor_from(const Query& row, Epoch epoch) {
  return {UserId(row.integer(0)), epoch, row.natural(1), row.natural(2), row.natural(3)};
}

/// The members of a conversation of two, and how far each is.
void put_members(Database& database, const LogRow& row, UserId reader, model::Head& head) {
  static const std::string sql =
      std::string("SELECT m.user, m.delivered, m.read, m.read_index, m.may_send, a.hide_read, ") + kUserColumns +
      " FROM member m JOIN account a ON a.id = m.user WHERE m.log = ? ORDER BY m.user";
  Query query = database.query(sql.c_str());
  query.bind(row.id);
  bool hidden = false;
  while (query.step()) {
    head.cursors.push_back(cursor_from(query, head.epoch));
    const UserId user(query.integer(0));
    if (user == reader) head.may_send = query.integer(4) != 0;
    hidden = hidden || query.integer(5) != 0;
    head.members.push_back(user_from(query, 6));
  }
  for (model::Cursor& cursor : head.cursors) {
    if (hidden && cursor.user != reader) cursor = model::without_read(cursor);
  }
}

/// A group as one of its members sees it. What they may do is as of `now`.
void put_group(Database& database, const LogRow& row, UserId reader, UnixMillis now, model::Head& head) {
  head.group = find_group(database, row.id);
  const auto member = find_member(database, row.id, reader);
  GODWIT_CHECK(head.group && member);
  head.may_send = model::may_write(standing_of(*head.group, *member), now).has_value();
  head.self = model::GroupMember{.user = *find_user(database, reader),
                                 .role = member->role,
                                 .nickname = member->nickname,
                                 .muted_until_ms = member->muted_until_ms,
                                 .joined_ms = member->joined_ms};
  Query query = database.query("SELECT user, delivered, read, read_index FROM member WHERE log = ? AND user = ?");
  query.bind(row.id).bind(reader.value);
  if (query.step()) head.cursors.push_back(cursor_from(query, head.epoch));
}

/// The newest that the reader may and wants to see.
std::optional<model::Entry> find_last_message(Database& database, LogId log, const LogRow& row, UserId reader,
                                              UnixMillis now) {
  if (row.last_message_seq < row.floor) return std::nullopt;
  Query query = database.query(
      "SELECT e.seq FROM entry e WHERE e.log = ?1 AND e.seq BETWEEN ?2 AND ?3 "
      "AND e.message_index > coalesce((SELECT p.message_index FROM entry p WHERE p.log = ?1 AND p.seq = e.seq - 1), 0) "
      "AND NOT EXISTS (SELECT 1 FROM hidden h WHERE h.user = ?4 AND h.log = ?1 AND h.seq = e.seq) "
      "ORDER BY e.seq DESC LIMIT 1");
  query.bind(row.id).bind(row.floor).bind(row.last_message_seq).bind(reader.value);
  if (!query.step()) return std::nullopt;
  return find_entry(database, log, row, query.natural(0), now);
}

model::Head head_of(Database& database, LogId log, const LogRow& row, UserId reader, Epoch epoch, UnixMillis now) {
  model::Head head{
      .log = log, .epoch = epoch, .seq = row.last_seq, .message_index = row.message_index, .floor = row.floor};
  if (log.kind() == LogId::Kind::kGroup) {
    put_group(database, row, reader, now, head);
  } else {
    put_members(database, row, reader, head);
  }
  head.settings = find_settings(database, row.id, reader);
  head.last_message = find_last_message(database, log, row, reader, now);
  if (const auto mine = std::ranges::find(head.cursors, reader, &model::Cursor::user); mine != head.cursors.end()) {
    const Mentions mentions = count_mentions(database, row, reader, mine->read);
    head.mentions = mentions.count;
    head.first_mention = mentions.first;
  }
  head.pins = list_pins(database, row);
  head.expiry_s = row.expiry_s;
  return head;
}

/// What of a head can be long.
std::size_t bytes_of(const model::Head& head) {
  std::size_t bytes = kEntryBytes + head.settings.draft.size();
  if (head.group) bytes += head.group->description.size() + head.group->notice.size();
  if (!head.last_message) return bytes;
  bytes += protocol::encode_body(head.last_message->body).size();
  return bytes + (head.last_message->overlay ? head.last_message->overlay->text.size() : 0);
}

struct ChangedLog {
  LogId log;
  LogRow row;
  Position at;
};

/// One more than the page takes, so that it is known whether there is another.
std::vector<ChangedLog> list_changed(Database& database, const HeadsQuery& asked) {
  Query query = database.query(
      "SELECT l.high, l.low, max(l.position, m.position) AS changed, l.id, l.last_seq, l.message_index, "
      "l.last_message_seq, l.last_time_ms, max(l.floor, m.floor), l.expiry_s "
      "FROM member m JOIN log l ON l.id = m.log "
      "WHERE m.user = ?1 AND changed >= ?2 AND (?3 = 0 OR (changed, l.id) < (?4, ?3)) "
      "ORDER BY changed DESC, l.id DESC LIMIT ?5");
  const Position since = asked.since + (is_planted("resume-skips") && asked.since > 0 ? 200 : 0);
  query.bind(asked.user.value).bind(since).bind(asked.below_row).bind(asked.below).bind(asked.limit + 1);
  std::vector<ChangedLog> rows;
  while (query.step()) {
    const auto log = LogId::from_halves(query.integer(0), query.integer(1));
    GODWIT_CHECK(log);
    rows.push_back({*log,
                    LogRow{query.integer(3), query.natural(4), query.natural(5), query.natural(6), query.integer(7),
                           query.natural(8), static_cast<std::uint32_t>(query.integer(9))},
                    query.integer(2)});
  }
  return rows;
}

/// Whether a member of the conversation hides read marks. Those of one's own devices see them always.
bool is_read_hidden(Database& database, const LogRow& row) {
  Query query =
      database.query("SELECT 1 FROM member m JOIN account a ON a.id = m.user WHERE m.log = ? AND a.hide_read LIMIT 1");
  query.bind(row.id);
  return query.step();
}

/// Moves cursors, many in one transaction: of a large group thousands, whose log is looked up once.
class Advancer {
 public:
  Advancer(Database& database, Epoch epoch)
      : database_(database), epoch_(epoch), position_(newest_position(database)) {}

  /// nullopt when nothing moved.
  std::optional<CursorMove> advance(const CursorAdvance& asked) {
    look_at(asked.log);
    if (!row_) return std::nullopt;
    auto cursor = find_cursor(asked.user);
    if (!cursor) return std::nullopt;
    const Seq read = std::min(asked.read, row_->last_seq);
    const Seq delivered = std::min(std::max(asked.delivered, read), row_->last_seq);
    const bool last_wins = is_planted("last-cursor-wins");
    const bool read_moved = read > cursor->read || last_wins;
    const bool delivered_moved = delivered > cursor->delivered && (read_moved || !crowd_);
    if (!delivered_moved && !read_moved) return std::nullopt;
    cursor->delivered = std::max(cursor->delivered, delivered);
    if (read_moved) {
      cursor->read = read;
      cursor->read_index = index_at(read);
      forget_mentions(database_, *row_, asked.user, read);
    }
    const bool group = asked.log.kind() == LogId::Kind::kGroup;
    // Of a group nobody but the member's own devices is told.
    write(*cursor, group ? position_ : 0);
    if (!group) touch_log(database_, *row_);
    return CursorMove{asked.log, *cursor, group || is_read_hidden(database_, *row_), delivered_moved};
  }

 private:
  void look_at(LogId log) {
    if (log_ == log) return;
    log_ = log;
    row_ = find_log(database_, log);
    index_seq_ = index_ = 0;
    const auto group = row_ && log.kind() == LogId::Kind::kGroup ? find_group(database_, row_->id) : std::nullopt;
    crowd_ = group && group->member_count > limits::kReceiptMembers;
  }

  std::optional<model::Cursor> find_cursor(UserId user) {
    Query query = database_.query("SELECT user, delivered, read, read_index FROM member WHERE log = ? AND user = ?");
    query.bind(row_->id).bind(user.value);
    if (!query.step()) return std::nullopt;
    return cursor_from(query, epoch_);
  }

  std::uint64_t index_at(Seq seq) {
    if (seq != index_seq_) index_ = message_index_at(database_, *row_, seq);
    index_seq_ = seq;
    return index_;
  }

  void write(const model::Cursor& cursor, Position position) {
    database_
        .query(
            "UPDATE member SET delivered = ?, read = ?, read_index = ?, position = max(position, ?) "
            "WHERE log = ? AND user = ?")
        .bind(cursor.delivered)
        .bind(cursor.read)
        .bind(cursor.read_index)
        .bind(position)
        .bind(row_->id)
        .bind(cursor.user.value)
        .run();
  }

  Database& database_;
  const Epoch epoch_;
  const Position position_;  ///< nothing is appended meanwhile
  std::optional<LogId> log_;
  std::optional<LogRow> row_;
  bool crowd_ = false;
  Seq index_seq_ = 0;
  std::uint64_t index_ = 0;
};

}  // namespace

Task<Result<model::Page>> SqliteLogStore::read(UserId reader, ReadRange range) {
  return engine_.read<model::Page>([this, reader, range](Database& database) -> Result<model::Page> {
    const auto row = find_log_of(database, range.log, reader);
    if (!row) return fail(ErrorCode::kNotFound, "no such log");
    return model::Page{.entries = read_entries(database, *row, reader, range, engine_.now()),
                       .epoch = engine_.epoch,
                       .head = row->last_seq,
                       .floor = row->floor};
  });
}

Task<Result<model::Head>> SqliteLogStore::head(UserId reader, LogId log) {
  return engine_.read<model::Head>([this, reader, log](Database& database) -> Result<model::Head> {
    const auto row = find_log_of(database, log, reader);
    if (!row) return fail(ErrorCode::kNotFound, "no such log");
    return head_of(database, log, *row, reader, engine_.epoch, engine_.now());
  });
}

Task<Result<HeadsPage>> SqliteLogStore::heads(HeadsQuery asked) {
  return engine_.read<HeadsPage>([this, asked](Database& database) -> Result<HeadsPage> {
    HeadsPage page;
    page.position = newest_position(database);
    const auto changed = list_changed(database, asked);
    std::size_t bytes = 0;
    for (const ChangedLog& one : changed) {
      const bool full = page.heads.size() == asked.limit || (asked.max_bytes != 0 && bytes > asked.max_bytes);
      if (full) return page;
      page.heads.push_back(head_of(database, one.log, one.row, asked.user, engine_.epoch, engine_.now()));
      page.below = one.at;
      page.below_row = one.row.id;
      bytes += bytes_of(page.heads.back());
    }
    page.done = true;
    return page;
  });
}

Task<Result<std::vector<CursorMove>>> SqliteLogStore::advance_cursors(std::vector<CursorAdvance> advances) {
  using Moved = std::vector<CursorMove>;
  return engine_.write<Moved>([this, all = std::move(advances)](Database& database) -> Result<Moved> {
    Moved moved;
    Advancer advancer(database, engine_.epoch);
    for (const CursorAdvance& one : all) {
      if (auto cursor = advancer.advance(one)) moved.push_back(*cursor);
    }
    return moved;
  });
}

}  // namespace godwit::store
