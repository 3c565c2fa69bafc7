// SPDX-License-Identifier: Apache-2.0
#include "search/sqlite_search_index.h"

#include <algorithm>
#include <limits>
#include <shared_mutex>
#include <unordered_map>

#include "base/log.h"
#include "log_rows.h"

namespace godwit::store {
namespace {

constexpr std::size_t kQueue = 1'000;
/// Candidates from the index at a time, and for one page: what a page costs at most.
constexpr std::size_t kStep = 250;
constexpr std::size_t kPageWork = 5'000;
/// A reader of no more conversations has them looked up by the index; of more, candidates are sorted out here.
constexpr std::size_t kLogsInIndex = 64;

/// Conversations of a reader by log.id, with the first seq that may be read.
struct Shelf {
  LogId log;
  Seq floor = 1;
};
using Shelves = std::unordered_map<std::int64_t, Shelf>;

Shelves shelves_of(Database& main, UserId reader, const std::optional<LogId>& only) {
  Shelves shelves;
  Query query = main.query(
      "SELECT l.id, l.high, l.low, max(l.floor, m.floor) FROM member m JOIN log l ON l.id = m.log WHERE m.user = ?");
  query.bind(reader.value);
  while (query.step()) {
    const auto log = LogId::from_halves(query.integer(1), query.integer(2));
    if (!log || (only && *log != *only)) continue;
    shelves.emplace(query.integer(0), Shelf{*log, query.natural(3)});
  }
  return shelves;
}

bool is_wanted(const IndexedMessage& one, const SearchQuery& query) {
  if (query.author.value != 0 && one.author != query.author) return false;
  if (one.time_ms < query.since_ms || (query.until_ms != 0 && one.time_ms >= query.until_ms)) return false;
  return model::Searchable{"", one.kind, one.link}.is(query.kind);
}

/// The message as it is now, when the reader may see it and it still is what was looked for.
std::optional<model::Entry> read_now(Database& main, const IndexedMessage& one, const Shelf& shelf, UserId reader,
                                     const SearchQuery& query, UnixMillis when) {
  static const std::string sql = std::string("SELECT ") + kEntryColumns +
                                 " FROM entry e LEFT JOIN overlay o ON o.log = e.log AND o.seq = e.seq "
                                 "WHERE e.id = ? AND e.log = ? AND e.seq >= ? AND e.body IS NOT NULL";
  Query row = main.query(sql.c_str());
  row.bind(one.id).bind(one.log).bind(shelf.floor);
  if (!row.step()) return std::nullopt;
  model::Entry entry = entry_from(row, shelf.log, when);
  const auto now = model::make_searchable(entry.body, entry.overlay);
  if (!now || !now->is(query.kind) || !model::matches(now->text, query.phrases)) return std::nullopt;
  const LogRow log{.id = one.log};
  take_out_hidden(main, log, reader, std::span(&entry, 1));
  if (std::holds_alternative<std::monostate>(entry.body)) return std::nullopt;
  if (row.integer(8) > 0) read_reactions(main, log, entry);
  return entry;
}

std::size_t bytes_of(const model::Entry& entry) {
  constexpr std::size_t kEntryBytes = 200;
  const auto text = model::make_searchable(entry.body, std::nullopt);
  return kEntryBytes + (text ? text->text.size() : 0) + (entry.overlay ? entry.overlay->text.size() : 0);
}

/// The snapshot of the main database that a page is read in.
struct Reading {
  explicit Reading(Database& with) : database(with) { database.execute("BEGIN"); }
  ~Reading() {
    if (database.in_transaction()) sqlite3_exec(database.handle(), "COMMIT", nullptr, nullptr, nullptr);
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  Database& database;
};

}  // namespace

SqliteSearchIndex::SqliteSearchIndex(Follower::Options options)
    : main_path_(options.main),
      search_path_(options.search),
      clock_(*options.clock),
      follower_(std::move(options)),
      pool_("godwit-find", 1, kQueue) {}

SqliteSearchIndex::~SqliteSearchIndex() {
  pool_.stop();
  follower_.stop();
}

Task<Result<FoundPage>> SqliteSearchIndex::find(UserId reader, SearchQuery query) {
  return pool_.run<FoundPage>([this, reader, asked = std::move(query)](std::size_t) { return look(reader, asked); });
}

Result<FoundPage> SqliteSearchIndex::look(UserId reader, const SearchQuery& query) {
  const std::shared_lock lock(follower_.file_mutex());
  try {
    if (!main_) {
      main_ = std::make_unique<Database>(main_path_, Database::Mode::kReadOnly);
      main_->execute("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF");
    }
    const Reading reading(*main_);
    const Shelves shelves = shelves_of(*main_, reader, query.log);
    if (query.log && shelves.empty()) return fail(ErrorCode::kNotFound, "no such log");
    FoundPage page;
    if (shelves.empty() || follower_.generation() == 0) return page;
    try {
      if (!file_ || generation_ != follower_.generation()) {
        file_.reset();
        file_ = SearchFile::open_to_read(search_path_);
        generation_ = follower_.generation();
      }
      std::vector<std::int64_t> logs;
      if (shelves.size() <= kLogsInIndex) {
        for (const auto& [row, shelf] : shelves) logs.push_back(row);
      }
      Position before = query.before == 0 ? std::numeric_limits<Position>::max() : query.before;
      std::size_t bytes = 0;
      for (std::size_t seen = 0; seen < kPageWork;) {
        const auto candidates = file_->find(query, before, logs, kStep);
        for (const IndexedMessage& one : candidates) {
          before = one.id;
          seen += 1;
          const auto shelf = shelves.find(one.log);
          if (shelf == shelves.end() || !is_wanted(one, query)) continue;
          auto entry = read_now(*main_, one, shelf->second, reader, query, clock_.unix_millis());
          if (!entry) continue;
          bytes += bytes_of(*entry);
          page.entries.push_back(std::move(*entry));
          if (page.entries.size() == query.limit || (query.max_bytes != 0 && bytes >= query.max_bytes)) {
            page.before = before;
            return page;
          }
        }
        if (candidates.size() < kStep) return page;
      }
      page.before = before;
      return page;
    } catch (const SqliteError& error) {
      log::warn("search.damaged", {{"code", error.code}, {"what", error.what}});
      file_.reset();
      follower_.rebuild();
      return fail(ErrorCode::kOverloaded, "the search index is being made anew");
    }
  } catch (const SqliteError& error) {
    log::error("search.store_failed", {{"code", error.code}, {"what", error.what}});
    main_.reset();
    return fail(ErrorCode::kInternal, "the store could not be read");
  }
}

}  // namespace godwit::store
