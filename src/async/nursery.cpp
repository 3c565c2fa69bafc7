// SPDX-License-Identifier: Apache-2.0
#include "async/nursery.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdlib>
#include <exception>

#include "base/error.h"
#include "base/log.h"

namespace godwit {
namespace {

Task<void> count_down(Task<void> task, std::size_t* running) {
  co_await std::move(task);
  --*running;
}

}  // namespace

void Nursery::spawn(Task<void> task) {
  GODWIT_CHECK(lane_.is_current());
  ++running_;
  boost::asio::co_spawn(lane_.context(), count_down(std::move(task), &running_), [](const std::exception_ptr& error) {
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      log::error("task.exception", {{"what", e.what()}});
    } catch (...) {
      log::error("task.exception", {{"what", "not a std::exception"}});
    }
    std::abort();
  });
}

Task<void> sleep_for(std::chrono::nanoseconds duration) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace godwit
