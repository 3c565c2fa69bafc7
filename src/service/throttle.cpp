// SPDX-License-Identifier: Apache-2.0
#include "service/throttle.h"

#include <algorithm>
#include <chrono>

namespace godwit::service {

Status Throttle::take(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.now();
  auto it = buckets_.find(std::string(key));
  if (it == buckets_.end()) {
    if (buckets_.size() >= max_keys_) forget_full(now);
    it = buckets_.emplace(key, Bucket{burst_, now}).first;
  }
  Bucket& bucket = it->second;
  bucket = {refilled(bucket, now), now};
  if (bucket.tokens < 1) {
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>((1 - bucket.tokens) * per_token_);
    return fail(ErrorCode::kRateLimited, "too many attempts", static_cast<std::uint32_t>(wait.count()) + 1);
  }
  bucket.tokens -= 1;
  return {};
}

double Throttle::refilled(const Bucket& bucket, Instant now) const {
  const double fresh = std::chrono::duration<double>(now - bucket.at) / std::chrono::duration<double>(per_token_);
  return std::min(burst_, bucket.tokens + fresh);
}

void Throttle::forget_full(Instant now) {
  std::erase_if(buckets_, [&](const auto& row) { return refilled(row.second, now) >= burst_; });
  // A flood of distinct keys: forgetting all is the lesser evil to unbounded memory.
  if (buckets_.size() >= max_keys_) buckets_.clear();
}

}  // namespace godwit::service
