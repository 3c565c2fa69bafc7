// SPDX-License-Identifier: Apache-2.0
#include "mention_rows.h"

#include <algorithm>

namespace godwit::store {

namespace {

/// In place of a person.
constexpr std::int64_t kEveryone = 0;

}  // namespace

void put_mentions(Database& database, const LogRow& row, Seq seq, UserId author,
                  const std::vector<model::Span>& spans) {
  for (const UserId user : model::mentioned(spans)) {
    database
        .query(
            "INSERT OR IGNORE INTO mention (log, user, seq) SELECT ?1, ?2, ?3 WHERE ?2 <> ?4 "
            "AND EXISTS (SELECT 1 FROM member WHERE log = ?1 AND user = ?2) "
            "AND NOT EXISTS (SELECT 1 FROM contact WHERE owner = ?2 AND other = ?4 AND blocked)")
        .bind(row.id)
        .bind(user.value)
        .bind(seq)
        .bind(author.value)
        .run();
  }
  if (!model::mentions_all(spans)) return;
  database.query("INSERT OR IGNORE INTO mention (log, user, seq) VALUES (?, ?, ?)")
      .bind(row.id)
      .bind(kEveryone)
      .bind(seq)
      .run();
}

void drop_mentions(Database& database, const LogRow& row, Seq seq) {
  database.query("DELETE FROM mention WHERE log = ? AND seq = ?").bind(row.id).bind(seq).run();
}

void forget_mentions(Database& database, const LogRow& row, UserId user, Seq read) {
  database.query("DELETE FROM mention WHERE log = ? AND user = ? AND seq <= ?")
      .bind(row.id)
      .bind(user.value)
      .bind(read)
      .run();
}

Mentions count_mentions(Database& database, const LogRow& row, UserId user, Seq read) {
  Query query =
      database.query("SELECT count(DISTINCT seq), min(seq) FROM mention WHERE log = ? AND user IN (0, ?) AND seq > ?");
  query.bind(row.id).bind(user.value).bind(std::max(read, row.floor - 1));
  if (!query.step() || query.is_null(1)) return {};
  return {static_cast<std::uint32_t>(query.integer(0)), query.natural(1)};
}

}  // namespace godwit::store
