// SPDX-License-Identifier: Apache-2.0
// Teaches FTS5 how our texts fall into words (model/search_words.h), by its C interface (sqlite.org/fts5.html §7.1).
#pragma once

#include "database.h"

namespace godwit::store {

/// Registers the tokenizer `godwit` with this connection. A text that is stored is split; a word of a query is taken as it is, because
/// queries were split before. Throws SqliteError where SQLite has no FTS5.
void register_tokenizer(Database& database);

}  // namespace godwit::store
