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
constexpr std::chrono::minutes kHousekeeping{1};
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

std::string Writer::unready_reason() const { return full_ ? "the disk is full" : ""; }

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
      if (stopping_ && queue_.empty()) break;
      continue;
    }
    commit(std::move(batch));
    if (!fatal_.empty() && options_.on_fatal) options_.on_fatal(fatal_);
  }
  wal_frames_ = kTruncateFrames;
  checkpoint();
}

Writer::Batch Writer::take_batch() {
  std::unique_lock lock(mutex_);
  if (!wake_.wait_for(lock, kHousekeeping, [this] { return stopping_ || !queue_.empty(); })) {
    lock.unlock();
    forget_old_client_ids();
    return {};
  }
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

  std::map<Lane*, std::vector<Lane::Job>> by_lane;
  for (const auto& job : batch) by_lane[&job->lane()].push_back(job->settle(error ? &*error : nullptr));
  for (auto& [lane, jobs] : by_lane) lane->post(std::move(jobs));
  if (!error) checkpoint();
}

std::optional<Error> Writer::try_commit(Batch& batch) {
  const Error full{ErrorCode::kStorageFull, "the disk is full", 0};
  if (!fatal_.empty()) return Error{ErrorCode::kIndeterminate, fatal_, 0};
  if (is_disk_nearly_full()) {
    if (!full_.exchange(true)) log::warn("store.disk_full", {{"folder", options_.folder.string()}});
    return full;
  }
  try {
    database_->execute("BEGIN IMMEDIATE");
    for (const auto& job : batch) job->run(*database_);
    database_->execute("COMMIT");
    if (full_.exchange(false)) log::info("store.disk_has_room", {{"folder", options_.folder.string()}});
    return std::nullopt;
  } catch (const SqliteError& error) {
    roll_back();
    if (error.is_full()) {
      if (!full_.exchange(true)) log::warn("store.disk_full", {{"folder", options_.folder.string()}});
      return full;
    }
    log::error("store.commit_failed", {{"code", error.code}, {"what", error.what}});
    const int primary = error.code & 0xFF;
    if (primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB) {
      fatal_ = "the database cannot be written: " + error.what;
      return Error{ErrorCode::kIndeterminate, "disk error", 0};
    }
    return Error{ErrorCode::kInternal, "the store refused the change", 0};
  }
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
  if (code != SQLITE_OK && code != SQLITE_BUSY && (code & 0xFF) != SQLITE_FULL) {
    log::warn("store.checkpoint_failed", {{"code", code}});
  }
}

void Writer::forget_old_client_ids() {
  try {
    const auto before = options_.clock->unix_millis() - kClientIdMemoryMs;
    do {
      database_->query(
                  "DELETE FROM dedupe WHERE (user, log, client_id) IN "
                  "(SELECT user, log, client_id FROM dedupe WHERE created_ms < ? LIMIT 500)")
          .bind(before)
          .run();
      const std::lock_guard lock(mutex_);
      if (!queue_.empty()) return;
    } while (database_->changed_rows() == 500);
  } catch (const SqliteError& error) {
    log::warn("store.housekeeping_failed", {{"code", error.code}, {"what", error.what}});
  }
}

}  // namespace godwit::store
