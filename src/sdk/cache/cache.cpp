// SPDX-License-Identifier: Apache-2.0
#include "cache/cache.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace godwit::sdk {
namespace {

constexpr std::int64_t kSchema = 1;
constexpr std::int64_t kApplication = 0x47575331;  // "GWS1"

constexpr const char* kTables = R"(
CREATE TABLE value(key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
-- low and high: what is held, without holes; NULL = nothing yet. head is a godwit.v1.Head.
CREATE TABLE log(name TEXT PRIMARY KEY, head BLOB NOT NULL, low INTEGER, high INTEGER,
                 read INTEGER NOT NULL, read_index INTEGER NOT NULL) WITHOUT ROWID;
-- as_of: the head that the overlay in `entry` (godwit.v1.Entry) was taken at. target: the entry it acts on, 0 = none.
CREATE TABLE entry(log TEXT NOT NULL, seq INTEGER NOT NULL, as_of INTEGER NOT NULL, target INTEGER NOT NULL,
                   entry BLOB NOT NULL, PRIMARY KEY(log, seq)) WITHOUT ROWID;
CREATE INDEX entry_target ON entry(log, target, seq) WHERE target > 0;
CREATE TABLE contact(user INTEGER PRIMARY KEY, contact BLOB NOT NULL);
CREATE TABLE outbox(place INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL UNIQUE, log TEXT NOT NULL,
                    method INTEGER NOT NULL, request BLOB NOT NULL, created_ms INTEGER NOT NULL, epoch INTEGER NOT NULL,
                    failure INTEGER NOT NULL, detail TEXT NOT NULL, path TEXT, size INTEGER, modified_ns INTEGER,
                    location TEXT, uploaded INTEGER);
CREATE TABLE arrival(id INTEGER PRIMARY KEY AUTOINCREMENT, epoch INTEGER NOT NULL, entry BLOB NOT NULL);
)";

template <class Message>
Message parse(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) throw CacheError{SQLITE_CORRUPT, "a row of the cache cannot be read"};
  return message;
}

std::int64_t pragma(Database& database, const char* sql) {
  auto row = database.query(sql);
  return row.step() ? row.integer(0) : 0;
}

Error explain(const std::string& path, const CacheError& error) {
  if (error.is_locked()) return {ErrorCode::kConflict, path + " is in use by another process"};
  if ((error.code & 0xFF) == SQLITE_NOTADB) return {ErrorCode::kInternal, path + " is not a cache of this library"};
  return {ErrorCode::kInternal, path + ": " + error.what};
}

}  // namespace

Result<std::unique_ptr<Cache>> Cache::open(const std::filesystem::path& path, const std::string& server) {
  const std::string name = path.empty() ? ":memory:" : path.string();
  if (!path.empty()) {
    // Before SQLite makes it: nobody else is to read what people wrote.
    const int made = ::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (made < 0) return fail(ErrorCode::kInternal, name + " cannot be opened for writing");
    ::close(made);
  }
  try {
    std::unique_ptr<Cache> cache(new Cache(name));
    const Status ready = cache->prepare(server);
    if (!ready) return fail(ready.error().code, name + ready.error().detail);
    return cache;
  } catch (const CacheError& error) {
    return std::unexpected(explain(name, error));
  }
}

Status Cache::prepare(const std::string& server) {
  // The first statement that touches the file takes the lock and keeps it until the end of the process.
  database_.execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA busy_timeout=0;");
  database_.execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;");
  database_.execute("BEGIN IMMEDIATE");
  const std::int64_t application = pragma(database_, "PRAGMA application_id");
  const std::int64_t schema = pragma(database_, "PRAGMA user_version");
  const bool fresh = application == 0 && schema == 0 && pragma(database_, "SELECT count(*) FROM sqlite_master") == 0;
  if (fresh) {
    database_.execute(kTables);
    database_.execute("PRAGMA application_id=" + std::to_string(kApplication) +
                      "; PRAGMA user_version=" + std::to_string(kSchema));
    set_value("server", server);
  } else if (application != kApplication) {
    return fail(ErrorCode::kInternal, " is not a cache of this library");
  } else if (schema > kSchema) {
    return fail(ErrorCode::kVersionUnsupported, " was written by a newer version of this library");
  } else if (const std::string other = find_value("server"); other != server) {
    return fail(ErrorCode::kConflict, " belongs to another server, " + other);
  }
  commit();
  return {};
}

void Cache::begin() {
  if (!database_.in_transaction()) database_.execute("BEGIN IMMEDIATE");
}

void Cache::commit() {
  if (database_.in_transaction()) database_.execute("COMMIT");
}

void Cache::roll_back() {
  if (database_.in_transaction()) database_.execute("ROLLBACK");
}

Remembered Cache::remembered() {
  Remembered all;
  const std::string epoch = find_value("epoch");
  all.epoch = epoch.empty() ? 0 : std::stoull(epoch);
  all.resume_token = find_value("resume_token");
  auto rows = database_.query("SELECT head, low, high, read, read_index FROM log");
  while (rows.step()) {
    LogRecord record;
    record.head = parse<v1::Head>(rows.text(0));
    if (!rows.is_null(1)) record.range = Range{rows.natural(1), rows.natural(2)};
    record.read = rows.natural(3);
    record.read_index = rows.natural(4);
    all.logs.push_back(std::move(record));
  }
  all.outbox = outbox();
  return all;
}

std::string Cache::find_value(const std::string& key) {
  auto row = database_.query("SELECT value FROM value WHERE key=?");
  row.bind_text(key);
  return row.step() ? row.text(0) : std::string();
}

void Cache::set_value(const std::string& key, std::string_view value) {
  begin();
  database_.query("INSERT OR REPLACE INTO value(key, value) VALUES(?, ?)").bind_text(key).bind(value).run();
}

void Cache::save_log(const LogRecord& record) {
  begin();
  auto row = database_.query("INSERT OR REPLACE INTO log(name, head, low, high, read, read_index) VALUES(?,?,?,?,?,?)");
  row.bind_text(record.head.log()).bind(record.head.SerializeAsString());
  if (record.range) {
    row.bind(record.range->low).bind(record.range->high);
  } else {
    row.bind(nullptr).bind(nullptr);
  }
  row.bind(record.read).bind(record.read_index).run();
}

void Cache::add_entries(const std::string& log, const std::vector<Held>& entries) {
  if (entries.empty()) return;
  begin();
  for (const Held& held : entries) {
    put_entry(log, held);
    if (held.entry.body().has_recall()) erase_recalled(log, held.entry);
  }
}

void Cache::put_entry(const std::string& log, const Held& held) {
  database_.query("INSERT OR REPLACE INTO entry(log, seq, as_of, target, entry) VALUES(?,?,?,?,?)")
      .bind_text(log)
      .bind(held.entry.seq())
      .bind(held.as_of)
      .bind(target_of(held.entry.body()))
      .bind(held.entry.SerializeAsString())
      .run();
}

// What was taken back is not kept here either.
void Cache::erase_recalled(const std::string& log, const v1::Entry& recall) {
  const Seq target = recall.body().recall().target();
  if (auto held = find_entry(log, target)) {
    held->entry.clear_body();
    held->entry.mutable_overlay()->Clear();
    held->entry.mutable_overlay()->set_recalled_seq(recall.seq());
    put_entry(log, *held);
  }
  for (v1::Entry& one : amendments(log, target, 0)) {
    if (!one.body().has_edit()) continue;
    one.clear_body();
    put_entry(log, {one, one.seq()});
  }
}

void Cache::forget_entries(const std::string& log) {
  begin();
  database_.query("DELETE FROM entry WHERE log=?").bind_text(log).run();
}

void Cache::forget_logs() {
  begin();
  database_.execute("DELETE FROM entry; DELETE FROM log;");
}

std::optional<Held> Cache::find_entry(const std::string& log, Seq seq) {
  auto row = database_.query("SELECT entry, as_of FROM entry WHERE log=? AND seq=?");
  row.bind_text(log).bind(seq);
  if (!row.step()) return std::nullopt;
  return Held{parse<v1::Entry>(row.text(0)), row.natural(1)};
}

std::vector<Held> Cache::entries(const std::string& log, Seq after, Seq before, std::size_t limit, bool messages_only) {
  constexpr auto kAll = static_cast<Seq>(INT64_MAX);
  const char* sql = nullptr;
  if (messages_only) {
    sql = after > 0 ? "SELECT entry, as_of FROM entry WHERE log=? AND seq>? AND seq<? AND target=0 ORDER BY seq LIMIT ?"
                    : "SELECT entry, as_of FROM entry WHERE log=? AND seq>? AND seq<? AND target=0 "
                      "ORDER BY seq DESC LIMIT ?";
  } else {
    sql = "SELECT entry, as_of FROM entry WHERE log=? AND seq>? AND seq<? ORDER BY seq LIMIT ?";
  }
  auto rows = database_.query(sql);
  rows.bind_text(log).bind(after).bind(before == 0 ? kAll : before).bind(static_cast<std::uint64_t>(limit));
  std::vector<Held> all;
  while (rows.step()) all.push_back({parse<v1::Entry>(rows.text(0)), rows.natural(1)});
  std::ranges::sort(all, {}, [](const Held& held) { return held.entry.seq(); });
  return all;
}

std::vector<v1::Entry> Cache::amendments(const std::string& log, Seq target, Seq as_of) {
  auto rows = database_.query("SELECT entry FROM entry WHERE log=? AND target=? AND target>0 AND seq>? ORDER BY seq");
  rows.bind_text(log).bind(target).bind(as_of);
  std::vector<v1::Entry> all;
  while (rows.step()) all.push_back(parse<v1::Entry>(rows.text(0)));
  return all;
}

}  // namespace godwit::sdk
