// SPDX-License-Identifier: Apache-2.0
// Request rate of one device: a burst, refilled at a steady rate. Sans-I/O, any lane.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"

namespace godwit::session {

class TokenBucket {
 public:
  TokenBucket(double burst, double per_second, Instant now)
      : burst_(burst), per_second_(per_second), tokens_(burst), at_(now) {}

  /// Takes `cost` tokens; else the milliseconds until they are there.
  std::optional<std::uint32_t> take(double cost, Instant now);
  /// Nobody would notice if it were forgotten.
  bool is_full(Instant now) const;

 private:
  double refilled(Instant now) const;
  double burst_;
  double per_second_;
  double tokens_;
  Instant at_;
};

}  // namespace godwit::session
