// SPDX-License-Identifier: Apache-2.0
// The one thread that writes and checkpoints. Jobs that arrive while a commit is in progress share the next one (natural group commit:
// no timer). Answers are posted after the commit is on disk, once per lane and batch; then comes the checkpoint.
//
// A job checks first and writes then, and can be run again from the start: its transaction may have to be repeated without a neighbour.
//   disk full      every job answers kStorageFull, nothing happened; room is looked for each second and with the next batch
//   a job at fault a bug: it answers kInternal, the others are run again without it
//   I/O error      every job answers kIndeterminate, and Options::on_fatal ends the process
// Why SQLITE_FULL is sure even from COMMIT: SQLite reports it when bytes of a WAL frame are missing, the frame that commits is written
// last, and a frame whose checksum does not match is none. Other errors of COMMIT may come after that frame is on disk.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "async/task.h"
#include "base/error.h"
#include "base/metrics.h"
#include "database.h"
#include "store_sqlite/sqlite_options.h"

namespace godwit::store {

/// A database change that somebody waits for.
class WriteJob {
 public:
  virtual ~WriteJob() = default;
  virtual void run(Database& database) = 0;
  /// It broke the transaction: it has this result and is not run again.
  virtual void give_up(Error error) = 0;
  virtual bool has_given_up() const = 0;
  virtual bool was_refused() const = 0;
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

  /// While one exists, a checkpoint waits for no reader: this one would make every append wait for minutes. The WAL grows meanwhile.
  class LongReader {
   public:
    explicit LongReader(Writer& writer) : writer_(writer) { writer_.long_readers_ += 1; }
    ~LongReader() { writer_.long_readers_ -= 1; }
    LongReader(const LongReader&) = delete;
    LongReader& operator=(const LongReader&) = delete;

   private:
    Writer& writer_;
  };

 private:
  template <class T, class Change>
  class TypedJob final : public WriteJob {
   public:
    TypedJob(Change change, Resume<Result<T>> resume) : change_(std::move(change)), resume_(std::move(resume)) {}
    void run(Database& database) override { result_.emplace(change_(database)); }
    void give_up(Error error) override {
      result_.emplace(std::unexpected(std::move(error)));
      has_given_up_ = true;
    }
    bool has_given_up() const override { return has_given_up_; }
    bool was_refused() const override { return !result_->has_value(); }
    Lane::Job settle(const Error* batch_error) override {
      if (batch_error) return std::move(resume_).bind(std::unexpected(*batch_error));
      return std::move(resume_).bind(std::move(*result_));
    }
    Lane& lane() const override { return resume_.lane(); }

   private:
    Change change_;
    Resume<Result<T>> resume_;
    std::optional<Result<T>> result_;
    bool has_given_up_ = false;
  };
  using Batch = std::vector<std::unique_ptr<WriteJob>>;
  enum class Disk : std::uint8_t { kGood, kFull, kFailed };

  void submit(std::unique_ptr<WriteJob> job);
  void work();
  Batch take_batch();
  void commit(Batch batch);
  std::optional<Error> try_commit(const Batch& batch);
  /// One attempt. What broke it, and the job that did, if it was one.
  struct Failure {
    SqliteError error;
    WriteJob* job = nullptr;
    bool at_commit = false;
  };
  std::optional<Failure> attempt(const Batch& batch);
  void run_job(WriteJob& job);
  bool roll_back();
  void set_disk(Disk disk, const std::string& what = {});
  bool is_disk_nearly_full() const;
  void look_for_room();
  void fail_unless_temporary(const SqliteError& error);
  /// Posts to each lane what came of its jobs; of all of them when `error` is not null.
  void answer(const Batch& batch, const Error* error);
  void checkpoint();
  void keep_house();

  SqliteOptions options_;
  std::unique_ptr<Database> database_;
  Histogram commit_seconds_;
  Histogram batch_jobs_;
  Gauge queued_;
  Counter entries_;

  // Of the writer thread.
  int wal_frames_ = 0;
  int checkpoint_at_;
  std::int64_t position_;  ///< id of the newest entry
  Instant next_housekeeping_;
  std::string failure_;  ///< why the disk is kFailed, until on_fatal was called

  std::atomic<Disk> disk_ = Disk::kGood;
  std::atomic<int> long_readers_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<WriteJob>> queue_;  // guarded by mutex_
  bool stopping_ = false;                        // guarded by mutex_
  std::thread thread_;
};

}  // namespace godwit::store
