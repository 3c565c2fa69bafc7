// SPDX-License-Identifier: Apache-2.0
// The file of the index, search.db: one row and one FTS5 document for each message, named by entry.id, and how far it follows the logs.
// Its schema has a number; another number is no reason to migrate but to begin anew. Failures are thrown as SqliteError. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "database.h"
#include "model/searchable.h"
#include "store/search_index.h"

namespace godwit::store {

/// How far the index follows; stored with the rows that it speaks of.
struct IndexCursor {
  Epoch epoch = 0;
  Position entry = 0;   ///< entry.id
  Position erased = 0;  ///< erased.id
  bool operator==(const IndexCursor&) const = default;
};

/// A message as the index knows it.
struct IndexedMessage {
  Position id = 0;
  std::int64_t log = 0;  ///< log.id
  UserId author;
  UnixMillis time_ms = 0;
  model::SearchKind kind = model::SearchKind::kAny;
  bool link = false;
  bool operator==(const IndexedMessage&) const = default;
};

class SearchFile {
 public:
  /// Opens for writing, makes it when there is none. nullptr when it is of another schema.
  static std::unique_ptr<SearchFile> open(const std::filesystem::path& path);
  /// Opens one that the writer has open.
  static std::unique_ptr<SearchFile> open_to_read(const std::filesystem::path& path);
  /// With what SQLite keeps beside it.
  static void remove(const std::filesystem::path& path);

  IndexCursor cursor();
  std::uint64_t count_messages();

  void begin() { database_.execute("BEGIN IMMEDIATE"); }
  void set_cursor(const IndexCursor& cursor);
  /// In place of what was there.
  void put(const IndexedMessage& message, const std::string& text);
  /// True when it was there.
  bool erase(Position id);
  void commit() { database_.execute("COMMIT"); }
  void roll_back() noexcept;

  /// Whether bytes of erased texts may still be in older segments or in the write-ahead log.
  bool has_remains();
  /// A bounded piece of rewriting them; `first` begins. True when more is to do.
  bool sweep(bool first);

  /// The next messages below `before`, newest first, at most `limit`, by the words and, in these logs, by the index alone; what else the
  /// query asks for is up to the caller. `logs` empty = not looked at.
  std::vector<IndexedMessage> find(const SearchQuery& query, Position before, const std::vector<std::int64_t>& logs,
                                   std::size_t limit);

 private:
  SearchFile(const std::filesystem::path& path, Database::Mode mode);
  std::int64_t number(const char* key);
  void set_number(const char* key, std::int64_t value);

  Database database_;
};

}  // namespace godwit::store
