// SPDX-License-Identifier: Apache-2.0
#include "cache/database.h"

namespace godwit::sdk {
namespace {

[[noreturn]] void raise(sqlite3* connection) {
  throw CacheError{sqlite3_extended_errcode(connection), sqlite3_errmsg(connection)};
}

}  // namespace

Query::~Query() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::bind(std::int64_t value) {
  sqlite3_bind_int64(statement_, next_parameter_++, value);
  return *this;
}

Query& Query::bind(std::string_view bytes) {
  sqlite3_bind_blob64(statement_, next_parameter_++, bytes.empty() ? "" : bytes.data(), bytes.size(), SQLITE_TRANSIENT);
  return *this;
}

Query& Query::bind_text(std::string_view text) {
  sqlite3_bind_text64(statement_, next_parameter_++, text.empty() ? "" : text.data(), text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
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

std::string Query::text(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return data ? std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

Database::Database(const std::string& path) {
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path.c_str(), &connection_, kFlags, nullptr) != SQLITE_OK) {
    CacheError error{sqlite3_extended_errcode(connection_), sqlite3_errmsg(connection_)};
    sqlite3_close(connection_);
    throw CacheError(std::move(error));
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

Query Database::query(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (!statement &&
      sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
    raise(connection_);
  }
  return Query(statement);
}

}  // namespace godwit::sdk
