// SPDX-License-Identifier: Apache-2.0
#include "search/follower.h"

#include <pthread.h>

#include <algorithm>
#include <set>

#include "base/log.h"
#include "log_rows.h"

namespace godwit::store {
namespace {

/// Entries of one transaction: some tens of milliseconds.
constexpr std::int64_t kBatch = 500;
/// After a failure that will not go away at once.
constexpr std::chrono::milliseconds kPause{2'000};
/// Between two sweeps at least this, and so many times as long as the last one took: rewriting the index is never its main work.
constexpr std::chrono::seconds kBetweenSweeps{10};
constexpr int kSweepShare = 20;

/// Runs a read of the main database as one snapshot.
class Snapshot {
 public:
  explicit Snapshot(Database& database) : database_(database) { database_.execute("BEGIN"); }
  ~Snapshot() {
    if (database_.in_transaction()) sqlite3_exec(database_.handle(), "COMMIT", nullptr, nullptr, nullptr);
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Database& database_;
};

Position newest_erased(Database& main) {
  Query query = main.query("SELECT seq FROM sqlite_sequence WHERE name = 'erased'");
  return query.step() ? query.integer(0) : 0;
}

/// 0 = there is none.
Position oldest_erased(Database& main) {
  Query query = main.query("SELECT id FROM erased ORDER BY id LIMIT 1");
  return query.step() ? query.integer(0) : 0;
}

/// The failure of the main database must not be taken for one of the index.
struct MainFailed {
  SqliteError error;
};

}  // namespace

Follower::Follower(Options options)
    : options_(std::move(options)),
      behind_gauge_(options_.metrics->gauge("godwit_search_behind_entries",
                                            "Entries and erasures that the search index has not taken in yet")),
      messages_gauge_(options_.metrics->gauge("godwit_search_messages", "Messages in the search index")),
      indexed_total_(options_.metrics->counter("godwit_search_indexed_total", "Messages put into the search index")),
      thread_([this] { run(); }) {}

Follower::~Follower() { stop(); }

void Follower::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Follower::rebuild() {
  behind_ = std::max<Position>(behind_, 1);
  rebuild_asked_ = true;
  wake_.notify_all();
}

IndexState Follower::state() const { return {behind_, indexed_, rebuilt_}; }

void Follower::run() {
  ::pthread_setname_np(::pthread_self(), "godwit-search");
  for (;;) {
    bool more = false;
    try {
      more = work();
    } catch (const MainFailed& failure) {
      log::error("search.store_failed", {{"code", failure.error.code}, {"what", failure.error.what}});
      if (file_) file_->roll_back();
      main_.reset();
      rest(kPause);
    } catch (const SqliteError& error) {
      if (file_) file_->roll_back();
      if (error.is_no_space() || error.primary() == SQLITE_BUSY || error.primary() == SQLITE_NOMEM) {
        log::warn("search.waits", {{"code", error.code}, {"what", error.what}});
      } else {
        log::warn("search.damaged", {{"code", error.code}, {"what", error.what}});
        rebuild_asked_ = true;
      }
      rest(kPause);
    }
    if (!more) rest(options_.poll);
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
  }
}

void Follower::rest(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, time, [this] { return stopping_ || rebuild_asked_.load(); });
}

bool Follower::work() {
  try {
    if (!main_) {
      main_ = std::make_unique<Database>(options_.main, Database::Mode::kReadOnly);
      main_->execute("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF");
    }
  } catch (const SqliteError& error) {
    throw MainFailed{error};
  }
  if (rebuild_asked_.exchange(false)) begin_anew("asked");
  if (!file_) open();
  if (take_batch()) return true;
  return sweep();
}

void Follower::open() {
  bool fit = true;
  {
    const std::unique_lock lock(file_mutex_);
    try {
      file_ = SearchFile::open(options_.search);
      fit = file_ != nullptr;
      if (fit && file_->cursor() == IndexCursor()) take_from_beginning();
      if (fit) messages_ = file_->count_messages();
    } catch (const SqliteError& error) {
      if (error.is_no_space()) throw;
      file_.reset();
      fit = false;
    }
    // Until there is one that fits, nobody reads it.
    if (fit) ++generation_;
  }
  if (!fit) begin_anew("unreadable or of another version");
}

void Follower::begin_anew(const char* why) {
  const std::unique_lock lock(file_mutex_);
  file_.reset();
  SearchFile::remove(options_.search);
  file_ = SearchFile::open(options_.search);
  if (!file_) throw SqliteError{SQLITE_ERROR, "the new index is not readable"};
  take_from_beginning();
  messages_ = 0;
  sweeping_ = false;
  ++generation_;
  ++rebuilt_;
  log::info("search.rebuilding", {{"why", why}});
}

void Follower::take_from_beginning() {
  file_->begin();
  file_->set_cursor({options_.epoch, 0, newest_erased(*main_)});
  file_->commit();
}

bool Follower::take_batch() {
  std::set<Position> concerned;
  IndexCursor cursor = file_->cursor();
  bool more = false;
  bool anew = false;
  try {
    const Snapshot snapshot(*main_);
    const Position newest = newest_position(*main_);
    const Position erased = newest_erased(*main_);
    const Position oldest = oldest_erased(*main_);
    // A copy of the folder, or a store that was restored: what the index says may be about other entries.
    anew = cursor.epoch != options_.epoch || cursor.entry > newest || cursor.erased > erased ||
           (oldest != 0 && cursor.erased + 1 < oldest);
    if (!anew) {
      Query entries = main_->query(
          "SELECT e.id, t.id FROM entry e LEFT JOIN entry t ON t.log = e.log AND t.seq = e.target "
          "WHERE e.id > ? ORDER BY e.id LIMIT ?");
      entries.bind(cursor.entry).bind(kBatch);
      while (entries.step()) {
        cursor.entry = entries.integer(0);
        concerned.insert(entries.integer(entries.is_null(1) ? 0 : 1));
      }
      if (cursor.entry < newest && concerned.empty()) cursor.entry = newest;  // what was there is gone
      Query erasures = main_->query("SELECT id, entry FROM erased WHERE id > ? ORDER BY id LIMIT ?");
      erasures.bind(cursor.erased).bind(kBatch);
      while (erasures.step()) {
        cursor.erased = erasures.integer(0);
        concerned.insert(erasures.integer(1));
      }
      more = cursor.entry < newest || cursor.erased < erased;
      behind_ = newest - cursor.entry + (erased - cursor.erased);
    }
  } catch (const SqliteError& error) {
    throw MainFailed{error};
  }
  if (anew) {
    begin_anew("not of this store");
    return true;
  }
  if (cursor != file_->cursor()) {
    file_->begin();
    for (const Position id : concerned) refresh(id);
    file_->set_cursor(cursor);
    file_->commit();
  }
  indexed_ = messages_;
  messages_gauge_.set(static_cast<double>(messages_));
  behind_gauge_.set(static_cast<double>(behind_.load()));
  return more;
}

void Follower::refresh(Position id) {
  struct Found {
    IndexedMessage message;
    std::string text;
  };
  std::optional<Found> found;
  try {
    static const std::string sql = std::string("SELECT ") + kEntryColumns +
                                   ", e.log, l.high, l.low FROM entry e JOIN log l ON l.id = e.log "
                                   "LEFT JOIN overlay o ON o.log = e.log AND o.seq = e.seq "
                                   "WHERE e.id = ? AND e.body IS NOT NULL";
    Query query = main_->query(sql.c_str());
    query.bind(id);
    if (query.step()) {
      const auto log = LogId::from_halves(query.integer(kEntryColumnCount + 1), query.integer(kEntryColumnCount + 2));
      if (log) {
        const model::Entry entry = entry_from(query, *log, options_.clock->unix_millis());
        if (auto one = model::make_searchable(entry.body, entry.overlay)) {
          found = Found{{id, query.integer(kEntryColumnCount), entry.author, entry.time_ms, one->kind, one->link},
                        std::move(one->text)};
        }
      }
    }
  } catch (const SqliteError& error) {
    throw MainFailed{error};
  }
  // Replaced, removed or new: the count follows.
  const bool was_there = file_->erase(id);
  if (was_there && messages_ > 0) --messages_;
  if (!found) return;
  file_->put(found->message, found->text);
  ++messages_;
  indexed_total_.add();
}

bool Follower::sweep() {
  const auto now = std::chrono::steady_clock::now();
  if (!sweeping_) {
    if (now < next_sweep_ || !file_->has_remains()) return false;
    sweeping_ = true;
    sweep_began_ = now;
    file_->sweep(true);
    return true;
  }
  if (file_->sweep(false)) return true;
  sweeping_ = false;
  next_sweep_ = now + std::max<std::chrono::steady_clock::duration>(kBetweenSweeps, (now - sweep_began_) * kSweepShare);
  return false;
}

}  // namespace godwit::store
