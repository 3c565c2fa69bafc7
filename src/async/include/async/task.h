// SPDX-License-Identifier: Apache-2.0
// Task<T>: a coroutine on a lane. Parameters by value, named before they are awaited; no lock across co_await.
// suspend(): the bridge from callbacks and other threads: the awaiting task goes on, on its own lane, when the Resume is settled.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "async/lane.h"

namespace godwit {

template <class T>
using Task = boost::asio::awaitable<T>;

/// Continues one suspended task with a value; settle exactly once. Dropping it unsettled leaves the task to be destroyed
/// with its lane. Movable across threads.
template <class T>
class Resume {
 public:
  Resume(Lane* lane, std::move_only_function<void(T)> handler) : lane_(lane), handler_(std::move(handler)) {}

  /// Any thread: the task goes on, on its lane, in a later turn.
  void settle(T value) && {
    Lane* lane = lane_;
    lane->post(std::move(*this).bind(std::move(value)));
  }

  /// For batches: the continuation as a job that the caller posts to lane(), many in one post.
  std::move_only_function<void()> bind(T value) && {
    return [handler = std::move(handler_), v = std::move(value)]() mutable { handler(std::move(v)); };
  }

  Lane& lane() const { return *lane_; }

 private:
  Lane* lane_;
  std::move_only_function<void(T)> handler_;
};

/// Suspends the calling task and hands `start` a Resume<T>. Must run on a lane.
template <class T, class Start>
Task<T> suspend(Start start) {
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(T)>(
      [](auto handler, Start begin) {
        begin(
            Resume<T>(Lane::current(), [h = std::move(handler)](T value) mutable { std::move(h)(std::move(value)); }));
      },
      boost::asio::use_awaitable, std::move(start));
}

}  // namespace godwit
