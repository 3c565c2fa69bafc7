// SPDX-License-Identifier: Apache-2.0
// Values below 2,048 have a bucket each. Above, each doubling has 1,024 buckets of equal width: value >> shift is 1,024 … 2,047.
#include "bench/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace godwit::bench {
namespace {

constexpr std::uint64_t kExact = 2'048;
constexpr std::uint64_t kHalf = kExact / 2;

std::size_t bucket_of(std::uint64_t value) {
  if (value < kExact) return static_cast<std::size_t>(value);
  const auto shift = static_cast<std::uint64_t>(std::bit_width(value)) - 11;
  return static_cast<std::size_t>(kHalf * shift + (value >> shift));
}

/// The longest duration that falls into the bucket.
std::uint64_t last_of(std::size_t bucket) {
  if (bucket < kExact) return bucket;
  const std::uint64_t shift = bucket / kHalf - 1;
  const std::uint64_t top = bucket - kHalf * shift;
  return ((top + 1) << shift) - 1;
}

}  // namespace

void Histogram::record(std::chrono::nanoseconds value) {
  const std::int64_t nanoseconds = std::max<std::int64_t>(value.count(), 0);
  const std::size_t bucket = bucket_of(static_cast<std::uint64_t>(nanoseconds));
  if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
  buckets_[bucket] += 1;
  count_ += 1;
  max_ = std::max(max_, nanoseconds);
}

void Histogram::merge(const Histogram& other) {
  if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

std::chrono::nanoseconds Histogram::percentile(double share) const {
  if (count_ == 0) return {};
  const auto wanted =
      std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))), 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    seen += buckets_[bucket];
    if (seen >= wanted) {
      return std::chrono::nanoseconds(std::min(static_cast<std::int64_t>(last_of(bucket)), max_));
    }
  }
  return max();
}

}  // namespace godwit::bench
