// SPDX-License-Identifier: Apache-2.0
// Coarse timeouts for many connections: a wheel of one-second slots instead of a timer each. A timeout fires on its second or one
// later. Sans-I/O: whoever owns it calls advance about once a second, so tests run on virtual time.
// Lane: one. Lifetime: cancel() before the target goes.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <unordered_map>
#include <vector>

#include "base/clock.h"

namespace godwit::net {

class TimerWheel {
 public:
  using TimerId = std::uint64_t;  ///< 0 = none

  explicit TimerWheel(Instant now);

  TimerId schedule(std::chrono::seconds after, std::function<void()> fire);
  /// Unknown and fired ids are ignored.
  void cancel(TimerId id);
  /// Fires everything due. Callbacks may schedule and cancel.
  void advance(Instant now);
  std::size_t size() const { return where_.size(); }

 private:
  struct Timer {
    TimerId id;
    std::int64_t due_tick;
    std::function<void()> fire;
  };
  static constexpr std::size_t kSlots = 256;

  std::int64_t tick_of(Instant at) const;

  Instant start_;
  std::int64_t tick_ = 0;
  TimerId next_id_ = 1;
  std::vector<std::list<Timer>> slots_{kSlots};
  std::list<Timer> firing_;  ///< due in the tick in progress
  std::unordered_map<TimerId, std::list<Timer>::iterator> where_;
};

}  // namespace godwit::net
