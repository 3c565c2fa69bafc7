// SPDX-License-Identifier: Apache-2.0
// What the three stores share: the writer, the readers, the epoch.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "async/worker_pool.h"
#include "base/log.h"
#include "writer.h"

namespace godwit::store {

class Engine {
 public:
  Engine(const SqliteOptions& with, const std::string& path, std::unique_ptr<Database> writable, Epoch shard_epoch)
      : options(with),
        epoch(shard_epoch),
        writer(with, std::move(writable)),
        path_(path),
        pool_("godwit-reader", with.readers, kReadQueue) {
    for (std::size_t i = 0; i < with.readers; ++i) {
      readers_.push_back(std::make_unique<Database>(path, Database::Mode::kReadOnly));
      readers_.back()->execute("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF");
    }
  }
  ~Engine() {
    stopping_ = true;
    pool_.stop();
    long_pool_.stop();
  }

  /// Runs `work(Database&) -> Result<T>` in one snapshot on a reader.
  template <class T, class Work>
  Task<Result<T>> read(Work work) {
    return pool_.run<T>([this, w = std::move(work)](std::size_t reader) mutable -> Result<T> {
      Database& database = *readers_[reader];
      try {
        database.execute("BEGIN");
        Result<T> result = w(database);
        database.execute("COMMIT");
        return result;
      } catch (const SqliteError& error) {
        log::error("store.read_failed", {{"code", error.code}, {"what", error.what}});
        if (database.in_transaction()) sqlite3_exec(database.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
        return fail(ErrorCode::kInternal, "the store could not be read");
      }
    });
  }

  /// Runs `work(Database&, stopping) -> Result<T>`, which may take minutes, on a connection of its own; the writer does not
  /// wait for it. The work ends early when `stopping` becomes true.
  template <class T, class Work>
  Task<Result<T>> read_long(Work work) {
    return long_pool_.run<T>([this, w = std::move(work)](std::size_t) mutable -> Result<T> {
      const Writer::LongReader guest(writer);
      try {
        Database database(path_, Database::Mode::kReadOnly);
        database.execute("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF");
        constexpr int kInstructions = 100'000;
        sqlite3_progress_handler(
            database.handle(), kInstructions,
            [](void* stopping) { return static_cast<const std::atomic<bool>*>(stopping)->load() ? 1 : 0; }, &stopping_);
        return w(database, stopping_);
      } catch (const SqliteError& error) {
        log::error("store.read_failed", {{"code", error.code}, {"what", error.what}});
        return fail(ErrorCode::kInternal, "the store could not be read: " + error.what);
      }
    });
  }

  /// Runs `change(Database&) -> Result<T>` in a transaction; it is on disk when the task goes on. Checks come before writes.
  template <class T, class Change>
  Task<Result<T>> write(Change change) {
    return writer.write<T>(std::move(change));
  }

  UnixMillis now() const { return options.clock->unix_millis(); }

  const SqliteOptions options;
  const Epoch epoch;
  Writer writer;

 private:
  static constexpr std::size_t kReadQueue = 20'000;
  static constexpr std::size_t kLongQueue = 4;

  const std::string path_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::unique_ptr<Database>> readers_;
  WorkerPool pool_;
  WorkerPool long_pool_{"godwit-snapshot", 1, kLongQueue};
};

}  // namespace godwit::store
