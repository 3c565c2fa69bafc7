// SPDX-License-Identifier: Apache-2.0
#include "writer.h"

#include <pthread.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "effects.h"
#include "log_rows.h"
#include "planted_bug.h"

namespace godwit::store {
namespace {

/// WAL pages (4 KiB) after which it is moved into the database, how many more before the next try when a reader was in the way, and
/// after how many readers are waited for.
constexpr int kCheckpointFrames = 4'000;
constexpr int kCheckpointStep = 1'000;
constexpr int kTruncateFrames = 40'000;
constexpr std::chrono::milliseconds kRoomSearch{1'000};
constexpr std::chrono::seconds kBusyHousekeeping{1};
constexpr int kHousekeepingRows = 500;
constexpr std::size_t kExpiredAtOnce = 200;
/// Rows of `erased`: how far the search index may be behind before it is made anew.
constexpr std::int64_t kErasedKept = 100'000;
constexpr UnixMillis kClientIdMemoryMs =
    std::chrono::duration_cast<std::chrono::milliseconds>(limits::kClientIdMemory).count();

}  // namespace

Writer::Writer(const SqliteOptions& options, std::unique_ptr<Database> database)
    : options_(options),
      database_(std::move(database)),
      commit_seconds_(options.metrics->histogram("godwit_store_commit_seconds",
                                                 "One transaction, from begin to on disk", latency_bounds())),
      batch_jobs_(options.metrics->histogram("godwit_store_batch_jobs", "Changes that shared a transaction",
                                             {1, 2, 5, 10, 20, 50, 100, 200, 500})),
      queued_(options.metrics->gauge("godwit_store_queue", "Changes waiting for a transaction")),
      entries_(options.metrics->counter("godwit_entries_total", "Entries appended to logs since the start")),
      checkpoint_at_(kCheckpointFrames),
      position_(newest_position(*database_)),
      next_housekeeping_(options.clock->now() + options.housekeeping) {
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
  switch (disk_.load()) {
    case Disk::kGood:
      return {};
    case Disk::kFull:
      return "the disk is full";
    case Disk::kFailed:
      return "the disk failed";
  }
  return {};
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
  for (;;) {
    Batch batch = take_batch();
    if (batch.empty()) {
      const std::lock_guard lock(mutex_);
      if (stopping_ && queue_.empty()) return;
    }
    if (!batch.empty()) {
      commit(std::move(batch));
    } else if (disk_ == Disk::kFull) {
      look_for_room();
    }
    if (options_.clock->now() >= next_housekeeping_) keep_house();
    if (const std::string what = std::exchange(failure_, {}); !what.empty() && options_.on_fatal)
      options_.on_fatal(what);
  }
}

/// Empty when there was nothing to do for a while, or no more will come.
Writer::Batch Writer::take_batch() {
  const std::chrono::milliseconds patience =
      disk_ == Disk::kFull ? std::min(kRoomSearch, options_.housekeeping) : options_.housekeeping;
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, patience, [this] { return stopping_ || !queue_.empty(); });
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
  const std::optional<Error> error = try_commit(batch);
  commit_seconds_.observe(std::chrono::duration<double>(options_.clock->now() - began).count());
  batch_jobs_.observe(static_cast<double>(batch.size()));
  if (!error) mark(options_.trace, "store.commit");
  if (!is_planted("ack-before-commit")) answer(batch, error ? &*error : nullptr);
  if (!error) checkpoint();
}

void Writer::answer(const Batch& batch, const Error* error) {
  std::map<Lane*, std::vector<Lane::Job>> by_lane;
  for (const auto& job : batch) by_lane[&job->lane()].push_back(job->settle(error));
  for (auto& [lane, jobs] : by_lane) lane->post(std::move(jobs));
}

/// The error of the whole batch, if it has one. Each job has its result when it has none.
std::optional<Error> Writer::try_commit(const Batch& batch) {
  Error full{ErrorCode::kStorageFull, "the disk is full", 0};
  if (disk_ == Disk::kFailed) return Error{ErrorCode::kOverloaded, "the disk failed, nothing more is done", 0};
  if (is_disk_nearly_full()) {
    set_disk(Disk::kFull);
    return full;
  }
  const auto before = sqlite3_total_changes64(database_->handle());
  while (const std::optional<Failure> failure = attempt(batch)) {
    const SqliteError& error = failure->error;
    const bool undone = roll_back();
    if (undone && (error.is_full() || (!failure->at_commit && error.is_no_space()))) {
      set_disk(Disk::kFull);
      return full;
    }
    if (undone && failure->job && error.is_refusal()) {
      log::error("store.job_failed", {{"code", error.code}, {"what", error.what}});
      failure->job->give_up({ErrorCode::kInternal, "the store refused the change", 0});
      continue;
    }
    if (undone && !failure->job && !failure->at_commit && error.primary() == SQLITE_BUSY) {
      return Error{ErrorCode::kOverloaded, "another program holds the database", 0};
    }
    log::error("store.commit_failed", {{"code", error.code}, {"errno", error.system_error}, {"what", error.what}});
    set_disk(Disk::kFailed, "the database cannot be written: " + error.what);
    return Error{ErrorCode::kIndeterminate, "the disk failed", 0};
  }
  // Refusals and repeats write nothing, and say nothing about the disk.
  if (sqlite3_total_changes64(database_->handle()) != before) set_disk(Disk::kGood);
  return std::nullopt;
}

std::optional<Writer::Failure> Writer::attempt(const Batch& batch) {
  WriteJob* running = nullptr;
  bool committing = false;
  try {
    database_->execute("BEGIN IMMEDIATE");
    for (const auto& job : batch) {
      running = job.get();
      if (!job->has_given_up()) run_job(*job);
    }
    running = nullptr;
    const std::int64_t position = newest_position(*database_);
    committing = true;
    if (is_planted("ack-before-commit")) {
      answer(batch, nullptr);
      linger();
    }
    database_->execute("COMMIT");
    entries_.add(static_cast<double>(position - position_));
    position_ = position;
    return std::nullopt;
  } catch (const SqliteError& error) {
    return Failure{.error = error, .job = running, .at_commit = committing};
  }
}

void Writer::run_job(WriteJob& job) {
  const auto before = sqlite3_total_changes64(database_->handle());
  job.run(*database_);
  // Its neighbours commit: one that says no must not have written anything.
  GODWIT_CHECK(!job.was_refused() || sqlite3_total_changes64(database_->handle()) == before);
}

/// False when it cannot be known what happened to the transaction.
bool Writer::roll_back() {
  try {
    if (database_->in_transaction()) database_->execute("ROLLBACK");
    return true;
  } catch (const SqliteError& error) {
    log::error("store.rollback_failed", {{"code", error.code}, {"what", error.what}});
    return false;
  }
}

void Writer::set_disk(Disk disk, const std::string& what) {
  const Disk before = disk_.exchange(disk);
  if (disk == Disk::kFailed) {
    failure_ = what;
    // What is in the WAL is for the next start to judge.
    sqlite3_db_config(database_->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  }
  if (before == disk) return;
  if (disk == Disk::kFull) log::warn("store.disk_full", {{"folder", options_.folder.string()}});
  if (disk == Disk::kGood) log::info("store.disk_has_room", {{"folder", options_.folder.string()}});
}

bool Writer::is_disk_nearly_full() const {
  // SQLite needs room not only for the entries but for its shared index as well, where ENOSPC would come too late for a clean refusal.
  struct statvfs disk{};
  if (options_.min_free_bytes == 0 || ::statvfs(options_.folder.c_str(), &disk) != 0) return false;
  return static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < options_.min_free_bytes;
}

/// Nobody may be sending to a server that says it is full, so it finds out by itself: by writing, since only that tells.
void Writer::look_for_room() {
  if (is_disk_nearly_full()) return;
  try {
    // A WAL that was moved into the database is written from its start again, in blocks that it already has.
    database_->checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    database_->execute("UPDATE meta SET value = value WHERE key = 'epoch'");
    set_disk(Disk::kGood);
  } catch (const SqliteError& error) {
    fail_unless_temporary(error);
  }
}

/// For changes of the writer's own, which nobody waits for.
void Writer::fail_unless_temporary(const SqliteError& error) {
  if (error.primary() == SQLITE_BUSY) return;
  if (error.is_full()) return set_disk(Disk::kFull);
  log::error("store.write_failed", {{"code", error.code}, {"errno", error.system_error}, {"what", error.what}});
  set_disk(Disk::kFailed, "the database cannot be written: " + error.what);
}

void Writer::checkpoint() {
  if (disk_ == Disk::kFailed) return;
  if (wal_frames_ < checkpoint_at_ - kCheckpointStep) checkpoint_at_ = kCheckpointFrames;
  if (wal_frames_ < checkpoint_at_) return;
  const bool waits = wal_frames_ >= kTruncateFrames && long_readers_ == 0;
  const int mode = waits ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  try {
    // With a reader in the way or a full disk the rest stays in the WAL for a later try.
    database_->checkpoint(mode);
    checkpoint_at_ = wal_frames_ + kCheckpointStep;
  } catch (const SqliteError& error) {
    fail_unless_temporary(error);
  }
}

/// Erases messages that disappeared; forgets client_ids of long ago and what the search index has taken note of; a few at a time.
void Writer::keep_house() {
  next_housekeeping_ = options_.clock->now() + options_.housekeeping;
  if (disk_ != Disk::kGood) return;
  try {
    database_
        ->query(
            "DELETE FROM dedupe WHERE (user, log, client_id) IN "
            "(SELECT user, log, client_id FROM dedupe WHERE created_ms < ? LIMIT ?)")
        .bind(options_.clock->unix_millis() - kClientIdMemoryMs)
        .bind(std::int64_t{kHousekeepingRows})
        .run();
    if (database_->changed_rows() == kHousekeepingRows) next_housekeeping_ = options_.clock->now() + kBusyHousekeeping;
    database_
        ->query(
            "DELETE FROM erased WHERE id IN (SELECT id FROM erased WHERE id <= "
            "(SELECT seq FROM sqlite_sequence WHERE name = 'erased') - ? ORDER BY id LIMIT ?)")
        .bind(kErasedKept)
        .bind(std::int64_t{kHousekeepingRows})
        .run();
    database_->execute("BEGIN IMMEDIATE");
    const std::size_t expired = erase_expired(*database_, options_.clock->unix_millis(), kExpiredAtOnce);
    database_->execute("COMMIT");
    if (expired == kExpiredAtOnce) next_housekeeping_ = options_.clock->now() + kBusyHousekeeping;
  } catch (const SqliteError& error) {
    if (!roll_back()) return set_disk(Disk::kFailed, "the database cannot be written: " + error.what);
    fail_unless_temporary(error);
  }
}

}  // namespace godwit::store
