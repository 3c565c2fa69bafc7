// SPDX-License-Identifier: Apache-2.0
#include "service/throttle.h"

#include <algorithm>
#include <chrono>

namespace godwit::service {

Throttle::Bucket& Throttle::find(std::string_view key) {
  const Instant now = clock_.now();
  auto it = buckets_.find(std::string(key));
  if (it == buckets_.end()) {
    if (buckets_.size() >= max_keys_) forget_full(now);
    it = buckets_.emplace(key, Bucket{burst_, now}).first;
  }
  it->second = {refilled(it->second, now), now};
  return it->second;
}

Error Throttle::too_many(const Bucket& bucket, double needed) const {
  const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>((needed - bucket.tokens) * per_token_);
  return {ErrorCode::kRateLimited, "too many attempts", static_cast<std::uint32_t>(wait.count()) + 1};
}

Status Throttle::take(std::string_view key) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = find(key);
  if (bucket.tokens < 1) return std::unexpected(too_many(bucket, 1));
  bucket.tokens -= 1;
  return {};
}

Status Throttle::check(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const Bucket& bucket = find(key);
  return bucket.tokens < 0 ? std::unexpected(too_many(bucket, 0)) : Status();
}

void Throttle::charge(std::string_view key, double tokens) {
  const std::lock_guard lock(mutex_);
  find(key).tokens -= tokens;
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
