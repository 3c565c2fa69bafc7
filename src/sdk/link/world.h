// SPDX-License-Identifier: Apache-2.0
// Time and chance, handed in, so that link and sync run on virtual time in tests. Client's thread, under the engine's lock.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "base/clock.h"

namespace godwit::sdk {

class World {
 public:
  using TimerId = std::uint64_t;  ///< 0 = none

  virtual ~World() = default;
  virtual UnixMillis wall() const = 0;
  /// Calls back once, in a later turn.
  virtual TimerId after(std::chrono::milliseconds delay, std::function<void()> fire) = 0;
  /// Unknown and fired ids are ignored.
  virtual void cancel(TimerId id) = 0;
  /// 0 ≤ x < 1.
  virtual double random() = 0;
};

/// One timer that stops when it is started again or goes.
class Timer {
 public:
  explicit Timer(World& world) : world_(&world) {}
  ~Timer() { stop(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  void start(std::chrono::milliseconds delay, std::function<void()> fire) {
    stop();
    id_ = world_->after(delay, [this, fire = std::move(fire)] {
      id_ = 0;
      // A copy: `fire` may start this timer again or destroy it.
      const auto call = fire;
      call();
    });
  }
  void stop() {
    if (id_ != 0) world_->cancel(std::exchange(id_, 0));
  }
  bool running() const { return id_ != 0; }

 private:
  World* world_;
  World::TimerId id_ = 0;
};

}  // namespace godwit::sdk
