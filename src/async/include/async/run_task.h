// SPDX-License-Identifier: Apache-2.0
// Runs a task on a started lane for a plain thread: the main thread, admin verbs, tests. An exception that escapes the task comes out of
// the future, or of run_task().
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <exception>
#include <future>
#include <memory>
#include <type_traits>
#include <utility>

#include "async/task.h"
#include "base/error.h"

namespace godwit {

/// Unlike asio::use_future it does not need a T that can be made from nothing. The promise is shared: the lane may still be inside
/// set_value() when the waiting thread has gone on.
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

/// Any thread. Tasks started for one lane from one thread begin in that order.
template <class T>
std::future<T> start_task(Lane& lane, Task<T> task) {
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> done = promise->get_future();
  auto whole = fulfil<T>(std::move(task), std::move(promise));
  boost::asio::co_spawn(lane.context(), std::move(whole), boost::asio::detached);
  return done;
}

/// Any thread but a lane's: waits for the result.
template <class T>
T run_task(Lane& lane, Task<T> task) {
  GODWIT_CHECK(!Lane::current());
  return start_task(lane, std::move(task)).get();
}

}  // namespace godwit
