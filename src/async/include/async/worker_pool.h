// SPDX-License-Identifier: Apache-2.0
// A few threads for work that blocks or burns CPU (database reads, password hashing), with a bounded queue: when it is full,
// submit() refuses and nothing was done. Any thread may submit. Lifetime: stop() finishes what is queued; call it (or destroy the pool)
// before the lanes that wait for it are destroyed.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <expected>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "async/task.h"
#include "base/error.h"

namespace godwit {

class WorkerPool {
 public:
  using Job = std::move_only_function<void(std::size_t worker)>;

  /// `name` is the threads' name, at most 15 bytes.
  WorkerPool(std::string name, std::size_t threads, std::size_t queue_limit);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when the queue is full or the pool is stopping. The job gets the number of its thread, 0 … threads-1.
  bool submit(Job job);
  /// Finishes what is queued and joins. Idempotent.
  void stop();

  /// Runs `work(worker)` here and continues the calling task on its lane; kOverloaded when the queue is full.
  /// `work` returns Result<T>.
  template <class T, class Work>
  Task<Result<T>> run(Work work) {
    return suspend<Result<T>>([this, w = std::move(work)](Resume<Result<T>> resume) mutable {
      auto shared = std::make_shared<Resume<Result<T>>>(std::move(resume));
      const bool queued = submit([shared, w2 = std::move(w)](std::size_t worker) mutable {
        std::move(*shared).settle(w2(worker));
      });
      if (!queued) std::move(*shared).settle(fail(ErrorCode::kOverloaded, "the work queue is full"));
    });
  }

 private:
  void work(std::size_t worker);

  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;      // guarded by mutex_
  bool stopping_ = false;      // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace godwit
