// SPDX-License-Identifier: Apache-2.0
// Single messages as one reader sees them: by seq, by time, their versions, who else has read them; and no longer at all.
#include <algorithm>

#include "base/limits.h"
#include "group_rows.h"
#include "sqlite_log_store.h"

namespace godwit::store {
namespace {

std::unexpected<Error> no_such_log() { return fail(ErrorCode::kNotFound, "no such log"); }

/// As the reader sees it; a tombstone of what they may not.
std::optional<model::Entry> view(Database& database, LogId log, const LogRow& row, UserId reader, Seq seq,
                                 UnixMillis now) {
  auto entry = find_entry(database, log, row, seq, now);
  if (!entry) return std::nullopt;
  take_out_hidden(database, row, reader, std::span(&*entry, 1));
  if (seq >= row.floor) return entry;
  return model::Entry{.log = log, .seq = seq, .author = entry->author, .time_ms = entry->time_ms};
}

/// The log, when this is a message in it that the reader may see.
Result<LogRow> find_message(Database& database, LogId log, UserId reader, Seq seq, UnixMillis now) {
  const auto row = find_log_of(database, log, reader);
  if (!row) return no_such_log();
  const auto entry = view(database, log, *row, reader, seq, now);
  if (!entry || !model::counts_as_message(entry->body)) return fail(ErrorCode::kNotFound, "seq: no such message");
  return *row;
}

/// Times of a log do not fall, so halves are enough.
Seq first_at(Database& database, const LogRow& row, UnixMillis time_ms) {
  Seq low = row.floor;
  Seq high = row.last_seq + 1;
  while (low < high) {
    const Seq middle = low + (high - low) / 2;
    Query query = database.query("SELECT time_ms FROM entry WHERE log = ? AND seq = ?");
    query.bind(row.id).bind(middle);
    if (query.step() && query.integer(0) < time_ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool hides_read(Database& database, UserId user) {
  Query query = database.query("SELECT hide_read FROM account WHERE id = ?");
  query.bind(user.value);
  return query.step() && query.integer(0) != 0;
}

/// Of how many members each is told.
std::size_t count_members(Database& database, const LogRow& row) {
  const auto group = find_group(database, row.id);
  return group ? group->member_count : 2;
}

bool are_members_hidden(Database& database, const LogRow& row, UserId asker) {
  const auto group = find_group(database, row.id);
  const auto member = find_member(database, row.id, asker);
  return group && member && group->rules.members_hidden && !model::is_admin(member->role);
}

Readers list_readers(Database& database, const LogRow& row, UserId asker, Seq seq) {
  Readers readers;
  const bool blind = hides_read(database, asker);
  const bool listed = count_members(database, row) <= limits::kReceiptMembers;
  Query query = database.query(
      "SELECT m.user, m.delivered, m.read, a.hide_read FROM member m JOIN account a ON a.id = m.user "
      "WHERE m.log = ?1 AND m.delivered >= ?2 AND m.floor <= ?2 "
      "AND m.user <> (SELECT author FROM entry WHERE log = ?1 AND seq = ?2) ORDER BY m.user");
  query.bind(row.id).bind(seq);
  while (query.step()) {
    const bool read = query.natural(2) >= seq && !blind && query.integer(3) == 0;
    if (!read && !listed) continue;
    ++(read ? readers.read_count : readers.delivered_count);
    if (listed) (read ? readers.read : readers.delivered).emplace_back(query.integer(0));
  }
  return readers;
}

/// Those that exist and were not hidden before. kNotFound when one does not exist.
Result<std::vector<Seq>> find_shown(Database& database, const LogRow& row, UserId reader, std::vector<Seq> seqs) {
  std::ranges::sort(seqs);
  seqs.erase(std::ranges::unique(seqs).begin(), seqs.end());
  std::vector<Seq> shown;
  for (const Seq seq : seqs) {
    if (seq < row.floor || seq > row.last_seq) return fail(ErrorCode::kNotFound, "seqs: no such message");
    Query query = database.query("SELECT 1 FROM hidden WHERE user = ? AND log = ? AND seq = ?");
    query.bind(reader.value).bind(row.id).bind(seq);
    if (!query.step()) shown.push_back(seq);
  }
  return shown;
}

}  // namespace

Task<Result<model::Page>> SqliteLogStore::read_some(UserId reader, LogId log, std::vector<Seq> seqs) {
  std::ranges::sort(seqs);
  seqs.erase(std::ranges::unique(seqs).begin(), seqs.end());
  return engine_.read<model::Page>(
      [this, reader, log, wanted = std::move(seqs)](Database& database) -> Result<model::Page> {
        const auto row = find_log_of(database, log, reader);
        if (!row) return no_such_log();
        model::Page page{.entries = {}, .epoch = engine_.epoch, .head = row->last_seq, .floor = row->floor};
        for (const Seq seq : wanted) {
          if (auto entry = view(database, log, *row, reader, seq, engine_.now())) {
            page.entries.push_back(std::move(*entry));
          }
        }
        return page;
      });
}

Task<Result<Seq>> SqliteLogStore::find_at(UserId reader, LogId log, UnixMillis time_ms) {
  return engine_.read<Seq>([reader, log, time_ms](Database& database) -> Result<Seq> {
    const auto row = find_log_of(database, log, reader);
    if (!row) return no_such_log();
    return first_at(database, *row, time_ms);
  });
}

Task<Result<std::vector<model::Entry>>> SqliteLogStore::versions(UserId reader, VersionsQuery asked) {
  using Versions = std::vector<model::Entry>;
  return engine_.read<Versions>([this, reader, asked](Database& database) -> Result<Versions> {
    const auto row = find_message(database, asked.log, reader, asked.seq, engine_.now());
    if (!row) return std::unexpected(row.error());
    std::vector<Seq> seqs;
    {
      Query query = database.query(
          "SELECT seq FROM entry WHERE log = ?1 AND (seq = ?2 OR target = ?2) AND seq > ?3 ORDER BY seq");
      query.bind(row->id).bind(asked.seq).bind(asked.after);
      while (query.step()) seqs.push_back(query.natural(0));
    }
    Versions versions;
    std::size_t bytes = 0;
    for (const Seq seq : seqs) {
      auto entry = find_entry(database, asked.log, *row, seq, engine_.now());
      if (seq != asked.seq && !std::holds_alternative<model::Edit>(entry->body)) continue;
      bytes += model::text_of(entry->body).size();
      versions.push_back(std::move(*entry));
      if (bytes >= asked.max_bytes) break;
    }
    return versions;
  });
}

Task<Result<Readers>> SqliteLogStore::readers(UserId asker, LogId log, Seq seq) {
  return engine_.read<Readers>([this, asker, log, seq](Database& database) -> Result<Readers> {
    const auto row = find_message(database, log, asker, seq, engine_.now());
    if (!row) return std::unexpected(row.error());
    if (are_members_hidden(database, *row, asker)) return fail(ErrorCode::kForbidden, "the group hides its members");
    return list_readers(database, *row, asker, seq);
  });
}

Task<Result<std::optional<model::Entry>>> SqliteLogStore::hide(model::Caller reader, LogId log, std::vector<Seq> seqs) {
  using Told = std::optional<model::Entry>;
  return engine_.write<Told>([this, reader, log, wanted = std::move(seqs)](Database& database) -> Result<Told> {
    const auto row = find_log_of(database, log, reader.user);
    if (!row) return no_such_log();
    auto shown = find_shown(database, *row, reader.user, wanted);
    if (!shown) return std::unexpected(shown.error());
    if (shown->empty()) return std::nullopt;
    for (const Seq seq : *shown) {
      database.query("INSERT INTO hidden (user, log, seq) VALUES (?, ?, ?)")
          .bind(reader.user.value)
          .bind(row->id)
          .bind(seq)
          .run();
    }
    model::Body body = model::MessagesHidden{log, std::move(*shown)};
    return append_to(database, LogId::user(reader.user), reader.user, std::move(body), engine_.now());
  });
}

}  // namespace godwit::store
