// SPDX-License-Identifier: Apache-2.0
// Rows of media and media_use ⇄ values: what the stores share. Inside a transaction, on the thread of the database.
#pragma once

#include <optional>
#include <string>

#include "database.h"
#include "store/media_store.h"

namespace godwit::store {

std::optional<Media> find_media(Database& database, const std::string& id);
/// nullopt unless it is complete and the user may see it: their own, shown in a log they are a member of, or someone's picture.
std::optional<Media> find_readable_media(Database& database, UserId user, const std::string& id);

/// In place of a log: the entry's number is then an account's, whose picture it is.
inline constexpr std::int64_t kAvatars = 0;
void show_media(Database& database, const std::string& id, std::int64_t log_row, Seq seq);
/// The entry shows nothing any more; what is shown nowhere else begins to age.
void stop_showing_media(Database& database, std::int64_t log_row, Seq seq, UnixMillis now);
/// Likewise all entries of a log.
void stop_showing_media(Database& database, std::int64_t log_row, UnixMillis now);

}  // namespace godwit::store
