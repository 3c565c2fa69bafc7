// SPDX-License-Identifier: Apache-2.0
#include "database.h"

#include <cerrno>

namespace godwit::store {
namespace {

[[noreturn]] void raise(sqlite3* connection) {
  throw SqliteError{sqlite3_extended_errcode(connection), sqlite3_errmsg(connection), sqlite3_system_errno(connection)};
}

}  // namespace

bool SqliteError::is_no_space() const {
  return is_full() || (primary() == SQLITE_IOERR && (system_error == ENOSPC || system_error == EDQUOT));
}

bool SqliteError::is_refusal() const {
  switch (primary()) {
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
    case SQLITE_MISMATCH:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
      return true;
    default:
      return false;
  }
}

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_, next_parameter_++, value);
  return *this;
}

Query& Query::bind(std::string_view text) {
  sqlite3_bind_text64(statement_, next_parameter_++, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}

Query& Query::bind(std::span<const std::byte> blob) {
  sqlite3_bind_blob64(statement_, next_parameter_++, blob.empty() ? static_cast<const void*>("") : blob.data(),
                      blob.size(), SQLITE_TRANSIENT);
  return *this;
}

Query& Query::bind(std::nullptr_t) {
  sqlite3_bind_null(statement_, next_parameter_++);
  return *this;
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  raise(sqlite3_db_handle(statement_));
}

std::string_view Query::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Database::Database(const std::string& path, Mode mode) {
  const int flags = mode == Mode::kReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (sqlite3_open_v2(path.c_str(), &connection_, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) {
    SqliteError error{sqlite3_extended_errcode(connection_), sqlite3_errmsg(connection_),
                      sqlite3_system_errno(connection_)};
    sqlite3_close(connection_);
    throw SqliteError(std::move(error));
  }
  sqlite3_extended_result_codes(connection_, 1);
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(connection_);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) raise(connection_);
}

int Database::checkpoint(int mode) {
  const int code = sqlite3_wal_checkpoint_v2(connection_, nullptr, mode, nullptr, nullptr) & 0xFF;
  if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_FULL) raise(connection_);
  return code;
}

Query Database::query(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (!statement &&
      sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    raise(connection_);
  }
  return Query(statement);
}

}  // namespace godwit::store
