// SPDX-License-Identifier: Apache-2.0
// Brings the index up to date, on a thread of its own: takes what is new in the logs in commit order, a bounded batch at a time, looks at
// the messages concerned as they are now, and stores the outcome together with how far it came. Doing a batch again changes nothing, so
// a crash anywhere only repeats work. An index that is lost, damaged, of another schema or ahead of the store is begun anew.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include "base/metrics.h"
#include "database.h"
#include "search/search_file.h"
#include "store/search_index.h"

namespace godwit::store {

class Follower {
 public:
  struct Options {
    std::filesystem::path main;    ///< the store's database
    std::filesystem::path search;  ///< the index
    Epoch epoch = 0;
    std::chrono::milliseconds poll;
    Metrics* metrics = nullptr;
    const Clock* clock = nullptr;
  };
  explicit Follower(Options options);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  /// Ends the thread after the batch it is at. Idempotent.
  void stop();
  /// Begins anew as soon as the batch it is at is done. Any thread.
  void rebuild();
  IndexState state() const;

  /// Whoever opens the file of the index holds this shared meanwhile; it is exclusive while the file is put in place of another.
  std::shared_mutex& file_mutex() { return file_mutex_; }
  /// Another number = another file. With file_mutex.
  std::uint64_t generation() const { return generation_; }

 private:
  void run();
  /// True when there may be more to do at once.
  bool work();
  void open();
  void begin_anew(const char* why);
  void take_from_beginning();
  bool take_batch();
  void refresh(Position id);
  bool sweep();
  void rest(std::chrono::milliseconds time);

  const Options options_;
  Gauge behind_gauge_;
  Gauge messages_gauge_;
  Counter indexed_total_;

  std::unique_ptr<Database> main_;
  std::unique_ptr<SearchFile> file_;
  std::uint64_t messages_ = 0;
  bool sweeping_ = false;
  std::chrono::steady_clock::time_point sweep_began_{};
  std::chrono::steady_clock::time_point next_sweep_{};

  std::shared_mutex file_mutex_;
  std::atomic<std::uint64_t> generation_ = 0;
  std::atomic<bool> rebuild_asked_ = false;
  std::atomic<Position> behind_ = 1;  ///< until it is known
  std::atomic<std::uint64_t> indexed_ = 0;
  std::atomic<std::uint64_t> rebuilt_ = 0;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses the rest
};

}  // namespace godwit::store
