// SPDX-License-Identifier: Apache-2.0
// The one thread that writes and checkpoints. Jobs that arrive while a commit is in progress share the next one (natural group commit:
// no timer). Answers are posted after the commit is on disk, once per lane and batch; then comes the checkpoint.
//
// A job checks first and writes then; it runs again never. When SQLite refuses in the middle of a batch the whole batch is rolled back:
//   disk full   every job answers kStorageFull, nothing happened, the next batch tries anew
//   I/O error   every job answers kIndeterminate, and Options::on_fatal ends the process
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "async/task.h"
#include "base/error.h"
#include "base/metrics.h"
#include "database.h"
#include "store_sqlite/sqlite_store.h"

namespace godwit::store {

/// A database change that somebody waits for.
class WriteJob {
 public:
  virtual ~WriteJob() = default;
  virtual void run(Database& database) = 0;
  /// The continuation of whoever waits, with the result or with the error of the whole batch.
  virtual Lane::Job settle(const Error* batch_error) = 0;
  virtual Lane& lane() const = 0;
};

class Writer {
 public:
  Writer(const SqliteOptions& options, std::unique_ptr<Database> database);
  ~Writer();

  /// Any lane.
  template <class T, class Change>
  Task<Result<T>> write(Change change) {
    return suspend<Result<T>>([this, c = std::move(change)](Resume<Result<T>> resume) mutable {
      submit(std::make_unique<TypedJob<T, Change>>(std::move(c), std::move(resume)));
    });
  }

  std::string unready_reason() const;

 private:
  template <class T, class Change>
  class TypedJob final : public WriteJob {
   public:
    TypedJob(Change change, Resume<Result<T>> resume) : change_(std::move(change)), resume_(std::move(resume)) {}
    void run(Database& database) override { result_.emplace(change_(database)); }
    Lane::Job settle(const Error* batch_error) override {
      if (batch_error) return std::move(resume_).bind(std::unexpected(*batch_error));
      return std::move(resume_).bind(std::move(*result_));
    }
    Lane& lane() const override { return resume_.lane(); }

   private:
    Change change_;
    Resume<Result<T>> resume_;
    std::optional<Result<T>> result_;
  };
  using Batch = std::vector<std::unique_ptr<WriteJob>>;

  void submit(std::unique_ptr<WriteJob> job);
  void work();
  /// What waits, up to the limit; empty when there is housekeeping to do first; nullopt when stopping and all is done.
  std::optional<Batch> take_batch();
  void commit(Batch batch);
  /// One transaction; the error of all that is in it.
  std::optional<Error> transact(const std::function<void(Database&)>& change);
  Error note_full();
  bool is_disk_nearly_full() const;
  void roll_back();
  void checkpoint();
  void keep_house();

  SqliteOptions options_;
  std::unique_ptr<Database> database_;
  Histogram commit_seconds_;
  Histogram batch_jobs_;
  Gauge queued_;

  int wal_frames_ = 0;           // of the writer thread
  std::string fatal_;            // of the writer thread; set = the disk failed
  std::chrono::steady_clock::time_point next_housekeeping_;  // of the writer thread
  std::atomic<bool> failed_ = false;  // on_fatal was told
  std::atomic<bool> full_ = false;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<WriteJob>> queue_;  // guarded by mutex_
  bool stopping_ = false;                        // guarded by mutex_
  std::thread thread_;
};

}  // namespace godwit::store
