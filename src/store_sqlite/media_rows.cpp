// SPDX-License-Identifier: Apache-2.0
#include "media_rows.h"

#include <algorithm>

namespace godwit::store {

std::optional<Media> find_media(Database& database, const std::string& id) {
  Query query = database.query("SELECT owner, size, offset, hash, type FROM media WHERE id = ?");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  Media media{.id = id, .owner = UserId(query.integer(0)), .size = query.natural(1), .offset = query.natural(2)};
  if (!query.is_null(3)) {
    media.hash.emplace();
    std::ranges::copy(std::as_bytes(std::span(query.bytes(3))).first(media.hash->size()), media.hash->begin());
  }
  media.type = query.text(4);
  return media;
}

std::optional<Media> find_readable_media(Database& database, UserId user, const std::string& id) {
  auto media = find_media(database, id);
  if (!media || !media->hash) return std::nullopt;
  if (media->owner == user) return media;
  Query query = database.query(
      "SELECT 1 FROM media_use u LEFT JOIN member m ON m.log = u.log AND m.user = ?1 "
      "WHERE u.media = ?2 AND (u.log <= 0 OR u.seq >= m.floor) LIMIT 1");
  query.bind(user.value).bind(id);
  if (!query.step()) return std::nullopt;
  return media;
}

void show_media(Database& database, const std::string& id, std::int64_t log_row, Seq seq) {
  database.query("INSERT OR IGNORE INTO media_use (media, log, seq) VALUES (?, ?, ?)")
      .bind(id)
      .bind(log_row)
      .bind(seq)
      .run();
}

void stop_showing_media(Database& database, std::int64_t log_row, Seq seq, UnixMillis now) {
  database.query("UPDATE media SET unused_ms = ? WHERE id IN (SELECT media FROM media_use WHERE log = ? AND seq = ?)")
      .bind(now)
      .bind(log_row)
      .bind(seq)
      .run();
  database.query("DELETE FROM media_use WHERE log = ? AND seq = ?").bind(log_row).bind(seq).run();
}

void stop_showing_media(Database& database, std::int64_t log_row, UnixMillis now) {
  database.query("UPDATE media SET unused_ms = ? WHERE id IN (SELECT media FROM media_use WHERE log = ?)")
      .bind(now)
      .bind(log_row)
      .run();
  database.query("DELETE FROM media_use WHERE log = ?").bind(log_row).run();
}

}  // namespace godwit::store
