// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>

#include "link/world.h"

namespace godwit::sdk {

/// Full jitter (docs/protocol.md §3): a random share of min(60 s, 0.5 s · 2ⁿ).
inline std::chrono::milliseconds full_jitter(unsigned attempt, World& world) {
  constexpr double kBaseMs = 500;
  constexpr double kCapMs = 60'000;
  const double bound = std::min(kCapMs, kBaseMs * std::exp2(std::min(attempt, 20u)));
  return std::chrono::milliseconds(static_cast<std::int64_t>(world.random() * bound));
}

}  // namespace godwit::sdk
