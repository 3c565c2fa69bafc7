// SPDX-License-Identifier: Apache-2.0
#include "writer.h"

#include <pthread.h>
#include <sys/statvfs.h>

#include <map>

#include "base/limits.h"
#include "base/log.h"

namespace godwit::store {
namespace {

/// WAL pages (4 KiB) after which it is moved into the database; and after which readers are waited for to do it whole.
constexpr int kCheckpointFrames = 4'000;
constexpr int kTruncateFrames = 40'000;
constexpr int kForgetAtOnce = 500;
constexpr UnixMillis kClientIdMemoryMs =
    std::chrono::duration_cast<std::chrono::milliseconds>(limits::kClientIdMemory).count();

}  // namespace

Writer::Writer(const SqliteOptions& options, std::unique_ptr<Database> database)
    : options_(options),
      database_(std::move(database)),
      commit_seconds_(options.metrics->histogram("godwit_store_commit_seconds", "One transaction, from begin to on disk",
                                                 latency_bounds())),
      batch_jobs_(options.metrics->histogram("godwit_store_batch_jobs", "Changes that shared a transaction",
                                             {1, 2, 5, 10, 20, 50, 100, 200, 500})),
      queued_(options.metrics->gauge("godwit_store_queue", "Changes waiting for a transaction")) {
  sqlite3_wal_hook(
      database_->handle(),
      [](void* self, sqlite3*, const char*, int frames) {
        static_cast<Writer*>(self)->wal_frames_ = frames;
        return SQLITE_OK;
      },
      this);
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "godwit-writer");
    work();
  });
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

std::string Writer::unready_reason() const {
  if (failed_) return "the disk failed";
  return full_ ? "the disk is full" : "";
}

void Writer::submit(std::unique_ptr<WriteJob> job) {
  std::unique_lock lock(mutex_);
  if (queue_.size() >= options_.queue_limit || stopping_) {
    lock.unlock();
    const Error overloaded{ErrorCode::kOverloaded, "too many changes are waiting", 0};
    Lane& lane = job->lane();
    lane.post(job->settle(&overloaded));
    return;
  }
  queue_.push_back(std::move(job));
  const bool idle = queue_.size() == 1;
  lock.unlock();
  if (idle) wake_.notify_one();
}

void Writer::work() {
  while (std::optional<Batch> batch = take_batch()) {
    if (!batch->empty()) commit(std::move(*batch));
    if (std::chrono::steady_clock::now() >= next_housekeeping_) keep_house();
    if (!fatal_.empty() && !failed_.exchange(true) && options_.on_fatal) options_.on_fatal(fatal_);
  }
  if (fatal_.empty()) {
    wal_frames_ = kTruncateFrames;
    checkpoint();
  } else {
    // The files stay as the failure left them, for the next start to recover.
    sqlite3_db_config(database_->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
}

std::optional<Writer::Batch> Writer::take_batch() {
  std::unique_lock lock(mutex_);
  wake_.wait_until(lock, next_housekeeping_, [this] { return stopping_ || !queue_.empty(); });
  if (stopping_ && queue_.empty()) return std::nullopt;
  Batch batch;
  while (!queue_.empty() && batch.size() < options_.batch_limit) {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  queued_.set(static_cast<double>(queue_.size()));
  return batch;
}

void Writer::commit(Batch batch) {
  const Instant began = options_.clock->now();
  const std::optional<Error> error = transact([&](Database& database) {
    for (const auto& job : batch) job->run(database);
  });
  commit_seconds_.observe(std::chrono::duration<double>(options_.clock->now() - began).count());
  batch_jobs_.observe(static_cast<double>(batch.size()));
  if (!error) mark(options_.trace, "store.commit");

  std::map<Lane*, std::vector<Lane::Job>> by_lane;
  for (const auto& job : batch) by_lane[&job->lane()].push_back(job->settle(error ? &*error : nullptr));
  for (auto& [lane, jobs] : by_lane) lane->post(std::move(jobs));
  if (!error) checkpoint();
}

std::optional<Error> Writer::transact(const std::function<void(Database&)>& change) {
  const Error indeterminate{ErrorCode::kIndeterminate, "disk error", 0};
  if (!fatal_.empty()) return indeterminate;
  if (is_disk_nearly_full()) return note_full();
  try {
    const int changes = sqlite3_total_changes(database_->handle());
    database_->execute("BEGIN IMMEDIATE");
    change(*database_);
    database_->execute("COMMIT");
    // A batch that only refused says nothing about the disk.
    const bool wrote = sqlite3_total_changes(database_->handle()) != changes;
    if (wrote && full_.exchange(false)) log::info("store.disk_has_room", {{"folder", options_.folder.string()}});
    return std::nullopt;
  } catch (const SqliteError& error) {
    roll_back();
    if (error.is_full() && fatal_.empty()) return note_full();
    log::error("store.commit_failed", {{"code", error.code}, {"what", error.what}});
    const int primary = error.code & 0xFF;
    if (primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
      fatal_ = "the database cannot be written: " + error.what;
    }
    if (!fatal_.empty()) return indeterminate;
    return Error{ErrorCode::kInternal, "the store refused the change", 0};
  }
}

Error Writer::note_full() {
  if (!full_.exchange(true)) log::warn("store.disk_full", {{"folder", options_.folder.string()}});
  return {ErrorCode::kStorageFull, "the disk is full", 0};
}

bool Writer::is_disk_nearly_full() const {
  // SQLite needs room not only for the entries but for its shared index as well, where ENOSPC would come too late for a clean refusal.
  struct statvfs disk {};
  if (options_.min_free_bytes == 0 || ::statvfs(options_.folder.c_str(), &disk) != 0) return false;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < options_.min_free_bytes;
}

void Writer::roll_back() {
  try {
    if (database_->in_transaction()) database_->execute("ROLLBACK");
  } catch (const SqliteError& error) {
    fatal_ = "a transaction could not be rolled back: " + error.what;
  }
}

void Writer::checkpoint() {
  if (wal_frames_ < kCheckpointFrames) return;
  const int mode = wal_frames_ < kTruncateFrames ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE;
  int left = 0;
  int done = 0;
  const int code = sqlite3_wal_checkpoint_v2(database_->handle(), nullptr, mode, &left, &done);
  // A reader in the way or a full disk: everything stays in the WAL, the next commit tries again.
  if (code == SQLITE_OK || code == SQLITE_BUSY || (code & 0xFF) == SQLITE_FULL) return;
  log::error("store.checkpoint_failed", {{"code", code}});
  // What a failed fsync leaves in the page cache cannot be trusted; the WAL has it all, and the next start recovers from there.
  if ((code & 0xFF) == SQLITE_IOERR) fatal_ = std::string("the database cannot be written: ") + sqlite3_errstr(code);
}

void Writer::keep_house() {
  int forgotten = 0;
  const auto error = transact([&](Database& database) {
    // Finds out whether a disk that was full has room again, when nobody else writes.
    if (full_) database.execute("UPDATE meta SET value = value WHERE key = 'epoch'");
    database
        .query("DELETE FROM dedupe WHERE (user, log, client_id) IN "
               "(SELECT user, log, client_id FROM dedupe WHERE created_ms < ? LIMIT ?)")
        .bind(options_.clock->unix_millis() - kClientIdMemoryMs)
        .bind(static_cast<std::int64_t>(kForgetAtOnce))
        .run();
    forgotten = database.changed_rows();
  });
  // In slices, so that nobody waits long for a commit.
  next_housekeeping_ = std::chrono::steady_clock::now();
  if (error || forgotten < kForgetAtOnce) next_housekeeping_ += options_.housekeeping;
}

}  // namespace godwit::store
