// SPDX-License-Identifier: Apache-2.0
// Runs a task on a started lane and waits for its result. For the main thread, admin verbs and tests; never from a lane.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "async/task.h"
#include "base/error.h"

namespace godwit {

template <class T>
T run_task(Lane& lane, Task<T> task) {
  GODWIT_CHECK(!Lane::current());
  return boost::asio::co_spawn(lane.context(), std::move(task), boost::asio::use_future).get();
}

}  // namespace godwit
