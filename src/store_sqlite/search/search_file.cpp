// SPDX-License-Identifier: Apache-2.0
#include "search/search_file.h"

#include <fcntl.h>
#include <unistd.h>

#include "search/tokenizer.h"

namespace godwit::store {
namespace {

/// Grows with every change of the tables below or of how texts fall into words.
constexpr std::int64_t kSchema = 1;

constexpr const char* kTables = R"sql(
  CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE message (
    id      INTEGER PRIMARY KEY,
    log     INTEGER NOT NULL,
    author  INTEGER NOT NULL,
    time_ms INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    link    INTEGER NOT NULL
  );
  CREATE INDEX message_by_kind ON message (log, kind, id);
  CREATE INDEX message_by_log ON message (log, id);
  CREATE INDEX message_with_link ON message (log, id) WHERE link;
  CREATE VIRTUAL TABLE word USING fts5 (text, log, tokenize = 'godwit', columnsize = 0);
)sql";

/// Pages that one piece of a sweep writes.
constexpr std::int64_t kSweepPages = 500;

/// The word that names a log in the column `log`.
std::string log_word(std::int64_t log) { return "l" + std::to_string(log); }

std::string quoted(const std::string& word) {
  std::string out = "\"";
  for (const char c : word) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

/// An FTS5 expression; words are strings in it and nothing else.
std::string match_expression(const std::vector<model::Phrase>& phrases, const std::vector<std::int64_t>& logs) {
  std::string out;
  for (const model::Phrase& phrase : phrases) {
    if (!out.empty()) out += " AND ";
    out += "text : ";
    for (std::size_t i = 0; i < phrase.words.size(); ++i) out += (i == 0 ? "" : " + ") + quoted(phrase.words[i]);
    if (phrase.beginning) out += " *";
  }
  if (logs.empty()) return out;
  out += " AND log : (";
  for (std::size_t i = 0; i < logs.size(); ++i) out += (i == 0 ? "" : " OR ") + quoted(log_word(logs[i]));
  return out + ")";
}

}  // namespace

SearchFile::SearchFile(const std::filesystem::path& path, Database::Mode mode) : database_(path, mode) {
  database_.execute("PRAGMA busy_timeout = 5000; PRAGMA temp_store = MEMORY");
  register_tokenizer(database_);
}

std::unique_ptr<SearchFile> SearchFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
  std::unique_ptr<SearchFile> file(new SearchFile(path, Database::Mode::kReadWrite));
  // A commit that a power cut takes back takes its cursor back, too: it is done again.
  file->database_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON");
  std::int64_t schema = 0;
  {
    Query query = file->database_.query("PRAGMA user_version");
    if (query.step()) schema = query.integer(0);
  }
  std::int64_t tables = 0;
  {
    Query query = file->database_.query("SELECT count(*) FROM sqlite_schema");
    if (query.step()) tables = query.integer(0);
  }
  if (tables != 0 && schema != kSchema) return nullptr;
  if (tables == 0) {
    file->database_.execute("BEGIN IMMEDIATE; PRAGMA user_version = " + std::to_string(kSchema) + ";" + kTables +
                            "COMMIT");
  }
  return file;
}

std::unique_ptr<SearchFile> SearchFile::open_to_read(const std::filesystem::path& path) {
  return std::unique_ptr<SearchFile>(new SearchFile(path, Database::Mode::kReadOnly));
}

void SearchFile::remove(const std::filesystem::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix, ignored);
}

std::int64_t SearchFile::number(const char* key) {
  Query query = database_.query("SELECT value FROM meta WHERE key = ?");
  query.bind(std::string_view(key));
  return query.step() ? query.integer(0) : 0;
}

void SearchFile::set_number(const char* key, std::int64_t value) {
  database_.query("INSERT OR REPLACE INTO meta VALUES (?, ?)").bind(std::string_view(key)).bind(value).run();
}

IndexCursor SearchFile::cursor() { return {static_cast<Epoch>(number("epoch")), number("entry"), number("erased")}; }

void SearchFile::set_cursor(const IndexCursor& cursor) {
  set_number("epoch", static_cast<std::int64_t>(cursor.epoch));
  set_number("entry", cursor.entry);
  set_number("erased", cursor.erased);
}

std::uint64_t SearchFile::count_messages() {
  Query query = database_.query("SELECT count(*) FROM message");
  query.step();
  return query.natural(0);
}

void SearchFile::put(const IndexedMessage& message, const std::string& text) {
  erase(message.id);
  database_.query("INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)")
      .bind(message.id)
      .bind(message.log)
      .bind(message.author.value)
      .bind(message.time_ms)
      .bind(static_cast<std::int64_t>(message.kind))
      .bind(message.link)
      .run();
  database_.query("INSERT INTO word (rowid, text, log) VALUES (?, ?, ?)")
      .bind(message.id)
      .bind(std::string_view(text))
      .bind(std::string_view(log_word(message.log)))
      .run();
}

bool SearchFile::erase(Position id) {
  database_.query("DELETE FROM message WHERE id = ?").bind(id).run();
  if (database_.changed_rows() == 0) return false;
  database_.query("DELETE FROM word WHERE rowid = ?").bind(id).run();
  set_number("remains", 1);
  return true;
}

void SearchFile::roll_back() noexcept {
  if (database_.in_transaction()) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool SearchFile::has_remains() { return number("remains") != 0; }

bool SearchFile::sweep(bool first) {
  // In pieces what 'optimize' does at once: a negative number puts all segments into one merge, which the next calls go on with.
  const int before = sqlite3_total_changes(database_.handle());
  database_.query("INSERT INTO word (word, rank) VALUES ('merge', ?)").bind(first ? -kSweepPages : kSweepPages).run();
  if (first || sqlite3_total_changes(database_.handle()) - before >= 2) return true;
  // The old pages are zeros now; the write-ahead log still has them until it is emptied.
  if (database_.checkpoint(SQLITE_CHECKPOINT_TRUNCATE) != SQLITE_OK) return true;
  set_number("remains", 0);
  return false;
}

std::vector<IndexedMessage> SearchFile::find(const SearchQuery& query, Position before,
                                             const std::vector<std::int64_t>& logs, std::size_t limit) {
  std::vector<IndexedMessage> found;
  const auto take = [&](Query& rows) {
    while (found.size() < limit && rows.step()) {
      found.push_back({rows.integer(0), rows.integer(1), UserId(rows.integer(2)), rows.integer(3),
                       static_cast<model::SearchKind>(rows.integer(4)), rows.integer(5) != 0});
    }
  };
  if (!query.phrases.empty()) {
    const std::string expression = match_expression(query.phrases, logs);
    Query rows = database_.query(
        "SELECT m.id, m.log, m.author, m.time_ms, m.kind, m.link FROM word w CROSS JOIN message m ON m.id = w.rowid "
        "WHERE w.word MATCH ? AND w.rowid < ? ORDER BY w.rowid DESC");
    rows.bind(std::string_view(expression)).bind(before);
    take(rows);
  } else if (logs.size() == 1 && query.kind == model::SearchKind::kLink) {
    Query rows = database_.query(
        "SELECT id, log, author, time_ms, kind, link FROM message INDEXED BY message_with_link "
        "WHERE link AND log = ? AND id < ? ORDER BY id DESC");
    rows.bind(logs.front()).bind(before);
    take(rows);
  } else if (logs.size() == 1 && query.kind != model::SearchKind::kAny) {
    Query rows = database_.query(
        "SELECT id, log, author, time_ms, kind, link FROM message INDEXED BY message_by_kind "
        "WHERE log = ? AND kind = ? AND id < ? ORDER BY id DESC");
    rows.bind(logs.front()).bind(static_cast<std::int64_t>(query.kind)).bind(before);
    take(rows);
  } else if (logs.size() == 1) {
    Query rows = database_.query(
        "SELECT id, log, author, time_ms, kind, link FROM message INDEXED BY message_by_log "
        "WHERE log = ? AND id < ? ORDER BY id DESC");
    rows.bind(logs.front()).bind(before);
    take(rows);
  } else {
    Query rows =
        database_.query("SELECT id, log, author, time_ms, kind, link FROM message WHERE id < ? ORDER BY id DESC");
    rows.bind(before);
    take(rows);
  }
  return found;
}

}  // namespace godwit::store
