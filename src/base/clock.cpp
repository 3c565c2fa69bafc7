// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

namespace godwit {

UnixMillis SystemClock::unix_millis() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Instant SystemClock::now() const { return std::chrono::steady_clock::now(); }

void ManualClock::advance(Duration by) {
  now_ += by;
  wall_ += std::chrono::duration_cast<std::chrono::milliseconds>(by).count();
}

}  // namespace godwit
