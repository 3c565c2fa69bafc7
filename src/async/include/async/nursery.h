// SPDX-License-Identifier: Apache-2.0
// Owns the tasks that were started and not awaited: the only place that detaches. A nursery belongs to one lane and is used
// there only. An exception that escapes a task is a bug: it is logged and stops the process.
// Lifetime: tasks still running when the lane stops are destroyed with its io_context.
#pragma once

#include <cstddef>

#include "async/task.h"

namespace godwit {

class Nursery {
 public:
  explicit Nursery(Lane& lane) : lane_(lane) {}
  Nursery(const Nursery&) = delete;
  Nursery& operator=(const Nursery&) = delete;

  /// Starts the task; it runs at once up to its first suspension.
  void spawn(Task<void> task);
  std::size_t running() const { return running_; }

 private:
  Lane& lane_;
  std::size_t running_ = 0;
};

/// Suspends for the duration, on the caller's lane.
Task<void> sleep_for(std::chrono::nanoseconds duration);

}  // namespace godwit
