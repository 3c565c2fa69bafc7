// SPDX-License-Identifier: Apache-2.0
#include "net/timer_wheel.h"

#include <algorithm>
#include <utility>

namespace godwit::net {
namespace {

constexpr std::int64_t kFiring = -1;

}  // namespace

TimerWheel::TimerWheel(Instant now) : start_(now) {}

TimerWheel::TimerId TimerWheel::schedule(std::chrono::seconds after, std::function<void()> fire) {
  const TimerId id = next_id_++;
  // The second in progress does not count: never too early.
  const std::int64_t due = tick_ + std::max<std::int64_t>(after.count(), 0) + 1;
  auto& slot = slots_[static_cast<std::size_t>(due) % kSlots];
  where_.emplace(id, slot.insert(slot.end(), Timer{id, due, std::move(fire)}));
  return id;
}

void TimerWheel::cancel(TimerId id) {
  const auto found = where_.find(id);
  if (found == where_.end()) return;
  const auto timer = found->second;
  where_.erase(found);
  auto& list = timer->due_tick == kFiring ? firing_ : slots_[static_cast<std::size_t>(timer->due_tick) % kSlots];
  list.erase(timer);
}

void TimerWheel::advance(Instant now) {
  const std::int64_t until = tick_of(now);
  while (tick_ < until) {
    ++tick_;
    auto& slot = slots_[static_cast<std::size_t>(tick_) % kSlots];
    for (auto it = slot.begin(); it != slot.end();) {
      const auto timer = it++;
      if (timer->due_tick > tick_) continue;
      timer->due_tick = kFiring;
      firing_.splice(firing_.end(), slot, timer);
    }
    while (!firing_.empty()) {
      // Out of all lists before it is called: it may cancel itself and others, and schedule.
      const auto fire = std::move(firing_.front().fire);
      where_.erase(firing_.front().id);
      firing_.pop_front();
      fire();
    }
  }
}

std::int64_t TimerWheel::tick_of(Instant at) const {
  return std::chrono::floor<std::chrono::seconds>(at - start_).count();
}

}  // namespace godwit::net
