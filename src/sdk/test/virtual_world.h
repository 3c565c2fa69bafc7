// SPDX-License-Identifier: Apache-2.0
// Time that a test moves, and chance from a seed.
#pragma once

#include <map>
#include <random>

#include "link/world.h"

namespace godwit::sdk::test {

class VirtualWorld final : public World {
 public:
  explicit VirtualWorld(unsigned seed = 1) : chance_(seed) {}

  UnixMillis wall() const override { return 1'767'225'600'000 + now_.count(); }
  TimerId after(std::chrono::milliseconds delay, std::function<void()> fire) override {
    timers_.emplace(std::pair(now_ + delay, ++last_), std::move(fire));
    return last_;
  }
  void cancel(TimerId id) override {
    std::erase_if(timers_, [id](const auto& row) { return row.first.second == id; });
  }
  double random() override { return std::uniform_real_distribution<>(0, 1)(chance_); }

  unsigned below(unsigned bound) { return static_cast<unsigned>(random() * bound); }
  bool chance(double probability) { return random() < probability; }
  std::chrono::milliseconds now() const { return now_; }

  /// Fires what is due until then, in order of time.
  void advance(std::chrono::milliseconds by) {
    const auto end = now_ + by;
    while (!timers_.empty() && timers_.begin()->first.first <= end) {
      auto first = timers_.extract(timers_.begin());
      now_ = std::max(now_, first.key().first);
      first.mapped()();
    }
    now_ = end;
  }

 private:
  std::mt19937 chance_;
  std::chrono::milliseconds now_{0};
  TimerId last_ = 0;
  std::map<std::pair<std::chrono::milliseconds, TimerId>, std::function<void()>> timers_;
};

}  // namespace godwit::sdk::test
