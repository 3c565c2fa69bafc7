// SPDX-License-Identifier: Apache-2.0
#include "session/token_bucket.h"

#include <algorithm>

namespace godwit::session {

double TokenBucket::refilled(Instant now) const {
  return std::min(burst_, tokens_ + std::chrono::duration<double>(now - at_).count() * per_second_);
}

std::optional<std::uint32_t> TokenBucket::take(double cost, Instant now) {
  tokens_ = refilled(now);
  at_ = now;
  if (tokens_ >= cost) {
    tokens_ -= cost;
    return std::nullopt;
  }
  return static_cast<std::uint32_t>((cost - tokens_) / per_second_ * 1000) + 1;
}

bool TokenBucket::is_full(Instant now) const { return refilled(now) >= burst_; }

}  // namespace godwit::session
