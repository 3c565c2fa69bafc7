// SPDX-License-Identifier: Apache-2.0
#include "search/tokenizer.h"

#include <new>

#include "model/search_words.h"

namespace godwit::store {
namespace {

using Take = int (*)(void* context, int flags, const char* token, int size, int begin, int end);

int create(void*, const char**, int, Fts5Tokenizer** out) {
  // It has no state; what it is called with must only not be null.
  static char nothing;
  *out = reinterpret_cast<Fts5Tokenizer*>(&nothing);
  return SQLITE_OK;
}

void destroy(Fts5Tokenizer*) {}

int tokenize(Fts5Tokenizer*, void* context, int flags, const char* text, int size, Take take) {
  if (size <= 0) return SQLITE_OK;
  if ((flags & FTS5_TOKENIZE_QUERY) != 0) return take(context, 0, text, size, 0, size);
  try {
    for (const model::Word& word : model::split_words({text, static_cast<std::size_t>(size)})) {
      const int code = take(context, 0, word.text.data(), static_cast<int>(word.text.size()),
                            static_cast<int>(word.offset), static_cast<int>(word.offset + word.length));
      if (code != SQLITE_OK) return code;
    }
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
  return SQLITE_OK;
}

fts5_api* find_api(sqlite3* connection) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(connection, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
  }
  sqlite3_finalize(statement);
  return api;
}

}  // namespace

void register_tokenizer(Database& database) {
  fts5_api* api = find_api(database.handle());
  if (api == nullptr) throw SqliteError{SQLITE_ERROR, "this SQLite has no FTS5"};
  fts5_tokenizer ours{create, destroy, tokenize};
  const int code = api->xCreateTokenizer(api, "godwit", nullptr, &ours, nullptr);
  if (code != SQLITE_OK) throw SqliteError{code, "the tokenizer was refused"};
}

}  // namespace godwit::store
