// SPDX-License-Identifier: Apache-2.0
// The stream of updates between the client's thread and the one that takes them. Entries of a turn become visible together, once the
// turn is on disk. Limit: 4,096; beyond it the owner stops reading from the server (it asks is_full), nothing is dropped.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "godwit/update.h"

namespace godwit::sdk {

class UpdateQueue {
 public:
  UpdateQueue();
  ~UpdateQueue();
  UpdateQueue(const UpdateQueue&) = delete;
  UpdateQueue& operator=(const UpdateQueue&) = delete;

  /// Answers whether it was empty: somebody may have to be woken.
  bool publish(std::vector<Update> updates);
  /// Any thread. Gives up early when closed.
  std::optional<Update> next(std::chrono::milliseconds wait);
  void close();
  std::size_t size() const;
  bool is_full() const { return size() >= kLimit; }
  bool is_low() const { return size() < kLimit / 2; }
  int descriptor() const { return descriptor_; }

 private:
  static constexpr std::size_t kLimit = 4'096;

  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Update> updates_;  // guarded by mutex_
  bool closed_ = false;         // guarded by mutex_
  int descriptor_;              ///< eventfd, readable while there is something
};

}  // namespace godwit::sdk
