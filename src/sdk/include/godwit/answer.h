// SPDX-License-Identifier: Apache-2.0
// What a request to the server will answer: wait for it, be called with it, or co_await it.
//
//   Result<Contact> one = client.find_user("ada").get();                       // blocks this thread
//   client.find_user("ada").then([](Result<Contact> one) { … });               // called on the client's thread
//   Result<Contact> one = co_await client.find_user("ada");                    // goes on, on the client's thread
//
// Exactly one of the three, once. Dropping an Answer does not take the request back. Every Answer is settled: when the client is
// closed first, with kGoingAway. On the client's thread (callbacks, coroutines) get() would wait for itself: it stops the program.
#pragma once

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/error.h"

namespace godwit::sdk {

/// Whether this thread is the one of some client.
bool on_client_thread();

/// Where an answer is kept until both sides came: who settles it, and who asked.
template <class T>
class AnswerState {
 public:
  using Then = std::move_only_function<void(Result<T>)>;

  /// The first call counts.
  void settle(Result<T> result) {
    Then then;
    {
      const std::lock_guard lock(mutex_);
      if (settled_) return;
      settled_ = true;
      if (!then_) {
        result_ = std::move(result);
        arrived_.notify_all();
        return;
      }
      then = std::move(then_);
    }
    then(std::move(result));
  }

  void then(Then then) {
    std::optional<Result<T>> result;
    {
      const std::lock_guard lock(mutex_);
      if (!settled_) {
        then_ = std::move(then);
        return;
      }
      result = std::move(result_);
    }
    then(std::move(*result));
  }

  bool ready() {
    const std::lock_guard lock(mutex_);
    return settled_;
  }

  bool wait_for(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, time, [this] { return settled_; });
  }

  Result<T> wait() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return settled_; });
    return std::move(*result_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  bool settled_ = false;             // guarded by mutex_
  std::optional<Result<T>> result_;  // guarded by mutex_
  Then then_;                        // guarded by mutex_
};

template <class T>
class [[nodiscard]] Answer {
 public:
  explicit Answer(std::shared_ptr<AnswerState<T>> state) : state_(std::move(state)) {}

  bool ready() const { return state_->ready(); }
  /// Blocks at most so long; true when get() will not wait.
  bool wait_for(std::chrono::milliseconds time) const {
    GODWIT_CHECK(!on_client_thread());
    return state_->wait_for(time);
  }
  /// Blocks until it is there. Not on the client's thread.
  Result<T> get() {
    GODWIT_CHECK(state_->ready() || !on_client_thread());
    return state_->wait();
  }
  /// Calls back on the client's thread, or at once when the answer is there already.
  void then(typename AnswerState<T>::Then callback) { state_->then(std::move(callback)); }

  // co_await: any coroutine type.
  bool await_ready() const { return state_->ready(); }
  void await_suspend(std::coroutine_handle<> waiting) {
    // This object lives in the coroutine's frame, and may be gone with it before then() has returned: hold the state.
    const auto state = state_;
    state->then([this, waiting](Result<T> result) {
      resumed_.emplace(std::move(result));
      waiting.resume();
    });
  }
  Result<T> await_resume() { return resumed_ ? std::move(*resumed_) : state_->wait(); }

 private:
  std::shared_ptr<AnswerState<T>> state_;
  std::optional<Result<T>> resumed_;
};

}  // namespace godwit::sdk
