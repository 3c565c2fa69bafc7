// SPDX-License-Identifier: Apache-2.0
// A SQLite connection and its prepared statements. Failures are thrown as SqliteError and caught at the adapter's two edges (the writer's
// batch, a reader's call): they never cross the door. One thread at a time.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace godwit::store {

/// What SQLite answered, with its extended code.
struct SqliteError {
  int code;
  std::string what;
  int system_error = 0;  ///< errno of the call that failed

  int primary() const { return code & 0xFF; }
  bool is_full() const { return primary() == SQLITE_FULL; }
  /// An I/O error whose reason is that there is no room. Only before COMMIT does it say that nothing happened.
  bool is_no_space() const;
  /// The statement was at fault and not the disk: a broken constraint, a value of the wrong type or size.
  bool is_refusal() const;
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
  Query& bind(std::string_view text);
  Query& bind(std::span<const std::byte> blob);
  Query& bind(std::nullptr_t);
  Query& bind(bool value) { return bind(static_cast<std::int64_t>(value)); }

  /// True when there is a row.
  bool step();
  /// For statements without rows.
  void run() { step(); }

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  bool is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  /// Text or blob; valid until the next step.
  std::string_view bytes(int column) const;
  std::string text(int column) const { return std::string(bytes(column)); }

 private:
  sqlite3_stmt* statement_;
  int next_parameter_ = 1;
};

class Database {
 public:
  enum class Mode { kReadWrite, kReadOnly };
  Database(const std::string& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// One or more statements without parameters.
  void execute(const std::string& sql);
  /// Moves the WAL into the database. SQLITE_OK, or SQLITE_BUSY or SQLITE_FULL when some of it has to wait.
  int checkpoint(int mode);
  /// `sql` must be a literal: it is prepared once and kept under its address.
  Query query(const char* sql);
  std::int64_t last_insert_id() const { return sqlite3_last_insert_rowid(connection_); }
  int changed_rows() const { return sqlite3_changes(connection_); }
  bool in_transaction() const { return sqlite3_get_autocommit(connection_) == 0; }
  sqlite3* handle() const { return connection_; }

 private:
  sqlite3* connection_ = nullptr;
  std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

}  // namespace godwit::store
