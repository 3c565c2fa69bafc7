// SPDX-License-Identifier: Apache-2.0
// The only source of time. Wall time labels entries; order and timeouts never depend on it.
// Any thread. Lifetime: outlives everything that was given a reference.
#pragma once

#include <chrono>

#include "base/ids.h"

namespace godwit {

using Duration = std::chrono::nanoseconds;
/// A point on the monotonic clock.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual UnixMillis unix_millis() const = 0;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  UnixMillis unix_millis() const override;
  Instant now() const override;
};

/// Time that stands still until a test moves it. One thread.
class ManualClock final : public Clock {
 public:
  UnixMillis unix_millis() const override { return wall_; }
  Instant now() const override { return now_; }
  void advance(Duration by);

 private:
  UnixMillis wall_ = 1'767'225'600'000;  // 2026-01-01
  Instant now_{std::chrono::hours(1)};
};

}  // namespace godwit
