// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "media_rows.h"
#include "sqlite_media_store.h"

namespace godwit::store {
namespace {

using Found = std::optional<Media>;

bool is_shown(Database& database, const std::string& id) {
  Query query = database.query("SELECT 1 FROM media_use WHERE media = ? LIMIT 1");
  query.bind(id);
  return query.step();
}

bool is_used(Database& database, const ContentHash& hash) {
  Query query = database.query("SELECT 1 FROM media WHERE hash = ? LIMIT 1");
  query.bind(std::span<const std::byte>(hash));
  return query.step();
}

void remove(Database& database, const Media& media, Collected& collected) {
  database.query("DELETE FROM media WHERE id = ?").bind(media.id).run();
  collected.uploads.push_back(media.id);
  if (media.hash && !is_used(database, *media.hash)) collected.contents.push_back(*media.hash);
}

}  // namespace

Task<Result<void>> SqliteMediaStore::create_media(NewMedia media) {
  return engine_.write<void>([this, media = std::move(media)](Database& database) -> Result<void> {
    if (store::find_media(database, media.id)) return fail(ErrorCode::kConflict, "the id is taken");
    std::uint64_t used = 0;
    {
      Query query = database.query("SELECT coalesce(sum(size), 0) FROM media WHERE owner = ?");
      query.bind(media.owner.value);
      query.step();
      used = query.natural(0);
    }
    const std::uint64_t left = media.quota - std::min(media.quota, used);
    if (media.size > left) return fail(ErrorCode::kQuotaExceeded, std::to_string(left) + " bytes are left");
    database.query("INSERT INTO media (id, owner, size, unused_ms) VALUES (?, ?, ?, ?)")
        .bind(media.id)
        .bind(media.owner.value)
        .bind(media.size)
        .bind(engine_.now())
        .run();
    return {};
  });
}

Task<Result<Found>> SqliteMediaStore::find_media(std::string id) {
  return engine_.read<Found>(
      [id = std::move(id)](Database& database) -> Result<Found> { return store::find_media(database, id); });
}

Task<Result<void>> SqliteMediaStore::advance_media(std::string id, std::uint64_t offset) {
  return engine_.write<void>([this, id = std::move(id), offset](Database& database) -> Result<void> {
    database
        .query(
            "UPDATE media SET offset = ?, unused_ms = ? WHERE id = ? AND hash IS NULL AND offset < ?1 AND size >= ?1")
        .bind(offset)
        .bind(engine_.now())
        .bind(id)
        .run();
    return {};
  });
}

Task<Result<void>> SqliteMediaStore::rewind_media(std::string id) {
  return engine_.write<void>([id = std::move(id)](Database& database) -> Result<void> {
    database.query("UPDATE media SET offset = 0 WHERE id = ? AND hash IS NULL").bind(id).run();
    return {};
  });
}

Task<Result<void>> SqliteMediaStore::complete_media(std::string id, ContentHash hash, std::string type) {
  return engine_.write<void>([this, id = std::move(id), hash,
                              type = std::move(type)](Database& database) -> Result<void> {
    if (!store::find_media(database, id)) return fail(ErrorCode::kNotFound, "no such upload");
    database.query("UPDATE media SET offset = size, hash = ?, type = ?, unused_ms = ? WHERE id = ? AND hash IS NULL")
        .bind(std::span<const std::byte>(hash))
        .bind(type)
        .bind(engine_.now())
        .bind(id)
        .run();
    return {};
  });
}

Task<Result<Found>> SqliteMediaStore::readable_media(UserId user, std::string id) {
  return engine_.read<Found>([user, id = std::move(id)](Database& database) -> Result<Found> {
    return find_readable_media(database, user, id);
  });
}

Task<Result<Collected>> SqliteMediaStore::remove_media(UserId user, std::string id) {
  return engine_.write<Collected>([user, id = std::move(id)](Database& database) -> Result<Collected> {
    const auto media = store::find_media(database, id);
    if (!media || media->owner != user) return fail(ErrorCode::kNotFound, "no such upload");
    if (is_shown(database, id)) return fail(ErrorCode::kConflict, "a message shows it");
    Collected collected;
    remove(database, *media, collected);
    return collected;
  });
}

Task<Result<Collected>> SqliteMediaStore::collect_media(UnixMillis unused_before, std::size_t limit) {
  return engine_.write<Collected>([unused_before, limit](Database& database) -> Result<Collected> {
    std::vector<std::string> ids;
    {
      Query query = database.query(
          "SELECT id FROM media WHERE unused_ms < ? AND NOT EXISTS (SELECT 1 FROM media_use u WHERE u.media = "
          "media.id) "
          "ORDER BY unused_ms LIMIT ?");
      query.bind(unused_before).bind(limit);
      while (query.step()) ids.push_back(query.text(0));
    }
    Collected collected;
    for (const std::string& id : ids) remove(database, *store::find_media(database, id), collected);
    return collected;
  });
}

Task<Result<bool>> SqliteMediaStore::is_content_used(ContentHash hash) {
  return engine_.read<bool>([hash](Database& database) -> Result<bool> { return is_used(database, hash); });
}

}  // namespace godwit::store
