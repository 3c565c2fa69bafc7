// SPDX-License-Identifier: Apache-2.0
#include "bench/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace godwit::bench {
namespace {

using std::chrono::nanoseconds;

/// By sorting: what the histogram must say to three digits.
std::int64_t exact_percentile(std::vector<std::int64_t> values, double share) {
  std::ranges::sort(values);
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

TEST(Histogram, IsZeroWhenNothingWasRecorded) {
  const Histogram none;
  EXPECT_EQ(none.count(), 0u);
  EXPECT_EQ(none.percentile(0.5), nanoseconds(0));
  EXPECT_EQ(none.max(), nanoseconds(0));
}

TEST(Histogram, IsExactBelowTwoThousand) {
  Histogram histogram;
  for (int i = 1; i <= 1'000; ++i) histogram.record(nanoseconds(i));
  EXPECT_EQ(histogram.percentile(0.5), nanoseconds(500));
  EXPECT_EQ(histogram.percentile(0.99), nanoseconds(990));
  EXPECT_EQ(histogram.percentile(0.999), nanoseconds(999));
  EXPECT_EQ(histogram.percentile(1), nanoseconds(1'000));
  EXPECT_EQ(histogram.percentile(0), nanoseconds(1));
}

TEST(Histogram, NeverAnswersLessAndAtMostAThousandthMoreThanTheTruth) {
  std::mt19937_64 random(7);
  for (const double spread : {3.0, 6.0, 12.0, 18.0}) {
    Histogram histogram;
    std::vector<std::int64_t> values;
    std::uniform_real_distribution<double> digits(0, spread);
    for (int i = 0; i < 20'000; ++i) {
      values.push_back(static_cast<std::int64_t>(std::pow(10, digits(random))));
      histogram.record(nanoseconds(values.back()));
    }
    for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
      const std::int64_t truth = exact_percentile(values, share);
      const std::int64_t said = histogram.percentile(share).count();
      EXPECT_GE(said, truth) << share;
      EXPECT_LE(said - truth, truth / 1'000) << share;
    }
    EXPECT_EQ(histogram.max().count(), std::ranges::max(values));
  }
}

TEST(Histogram, TakesTheLongestDurationThereIs) {
  Histogram histogram;
  histogram.record(nanoseconds::max());
  histogram.record(nanoseconds(-5));
  EXPECT_EQ(histogram.percentile(0.5), nanoseconds(0));
  EXPECT_EQ(histogram.percentile(1), nanoseconds::max());
}

TEST(Histogram, MergedSaysWhatOneWouldHaveSaid) {
  Histogram one;
  Histogram other;
  Histogram whole;
  std::mt19937_64 random(11);
  for (int i = 0; i < 5'000; ++i) {
    const nanoseconds value(static_cast<std::int64_t>(random() % 50'000'000));
    (i % 3 == 0 ? one : other).record(value);
    whole.record(value);
  }
  one.merge(other);
  EXPECT_EQ(one.count(), whole.count());
  EXPECT_EQ(one.max(), whole.max());
  for (const double share : {0.5, 0.99, 0.999}) EXPECT_EQ(one.percentile(share), whole.percentile(share));
}

}  // namespace
}  // namespace godwit::bench
