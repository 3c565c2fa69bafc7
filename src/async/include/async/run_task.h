// SPDX-License-Identifier: Apache-2.0
// run_task(): the bridge from a plain thread (main, an admin verb, a test) to a task on a lane. The calling thread blocks until the
// task is done, so it must not be a lane. An exception that escapes the task comes out here.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <exception>
#include <future>
#include <memory>
#include <utility>

#include "async/lane.h"
#include "async/task.h"
#include "base/error.h"

namespace godwit {

/// The promise is shared: the lane may still be inside set_value() when the waiting thread has gone on.
template <class T>
Task<void> fulfil(Task<T> task, std::shared_ptr<std::promise<T>> promise) {
  try {
    if constexpr (std::is_void_v<T>) {
      co_await std::move(task);
      promise->set_value();
    } else {
      promise->set_value(co_await std::move(task));
    }
  } catch (...) {
    promise->set_exception(std::current_exception());
  }
}

/// Runs the task on the started lane and waits for what it returns.
template <class T>
T run_task(Lane& lane, Task<T> task) {
  GODWIT_CHECK(Lane::current() == nullptr);
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> done = promise->get_future();
  auto whole = fulfil<T>(std::move(task), std::move(promise));
  lane.post([&lane, started = std::move(whole)]() mutable {
    boost::asio::co_spawn(lane.context(), std::move(started), boost::asio::detached);
  });
  return done.get();
}

}  // namespace godwit
