// SPDX-License-Identifier: Apache-2.0
// A SQLite connection and its prepared statements, as small as the cache needs it. Failures are thrown as CacheError and caught by the
// engine: they never cross the door. One thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace godwit::sdk {

/// What SQLite answered.
struct CacheError {
  int code;
  std::string what;

  bool is_locked() const { return (code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED; }
};

/// A prepared statement, bound and stepped. Resets itself when it goes.
class Query {
 public:
  explicit Query(sqlite3_stmt* statement) : statement_(statement) {}
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& bind(std::int64_t value);
  Query& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
  Query& bind(std::string_view bytes);  ///< as a blob
  Query& bind_text(std::string_view text);
  Query& bind(std::nullptr_t);

  /// True when there is a row.
  bool step();
  void run() { step(); }

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
  int next_parameter_ = 1;
};

class Database {
 public:
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements without parameters.
  void execute(const std::string& sql);
  /// `sql` must be a literal: it is prepared once and kept under its address.
  Query query(const char* sql);
  std::uint64_t last_insert_id() const { return static_cast<std::uint64_t>(sqlite3_last_insert_rowid(connection_)); }
  bool in_transaction() const { return sqlite3_get_autocommit(connection_) == 0; }

 private:
  sqlite3* connection_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace godwit::sdk
