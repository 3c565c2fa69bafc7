// SPDX-License-Identifier: Apache-2.0
// Counts durations in buckets that are never wider than a thousandth of their value (as HdrHistogram does): percentiles are exact to three
// digits from a nanosecond to centuries, in a few hundred kilobytes and without sorting. One thread; merge what several made.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace godwit::bench {

class Histogram {
 public:
  /// Negative durations count as 0.
  void record(std::chrono::nanoseconds value);
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  /// The longest, exactly; 0 when nothing was recorded.
  std::chrono::nanoseconds max() const { return std::chrono::nanoseconds(max_); }
  /// The smallest value that at least `share` (0 … 1) of all do not exceed, to three digits and never too small; 0 when empty.
  std::chrono::nanoseconds percentile(double share) const;

 private:
  std::vector<std::uint64_t> buckets_;  ///< as many as the longest needs
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace godwit::bench
