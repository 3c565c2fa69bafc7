// SPDX-License-Identifier: Apache-2.0
#include "service/throttle.h"

#include <gtest/gtest.h>

namespace godwit::service {
namespace {

using namespace std::chrono_literals;

TEST(Throttle, grants_the_burst_and_then_one_each_interval_by_key) {
  ManualClock clock;
  Throttle throttle(clock, 3, 6s);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(throttle.take("handle ann"));
  const auto refused = throttle.take("handle ann");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRateLimited);
  EXPECT_NEAR(refused.error().retry_after_ms, 6'000, 2);
  EXPECT_TRUE(throttle.take("handle bob"));
  clock.advance(6s);
  EXPECT_TRUE(throttle.take("handle ann"));
  EXPECT_FALSE(throttle.take("handle ann"));
}

TEST(Throttle, forgets_the_rested_before_it_grows_over_its_bound) {
  ManualClock clock;
  Throttle throttle(clock, 1, 10s, 3);
  EXPECT_TRUE(throttle.take("a"));
  clock.advance(20s);
  EXPECT_TRUE(throttle.take("b"));
  EXPECT_TRUE(throttle.take("c"));
  EXPECT_TRUE(throttle.take("d")) << "a had rested and made room";
  EXPECT_FALSE(throttle.take("b")) << "b had not, and is remembered";
}

TEST(Throttle, lets_into_debt_what_is_paid_afterwards) {
  ManualClock clock;
  Throttle throttle(clock, 100, 10ms);
  EXPECT_TRUE(throttle.check("ann"));
  throttle.charge("ann", 300);
  const auto refused = throttle.check("ann");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRateLimited);
  EXPECT_NEAR(refused.error().retry_after_ms, 2'000, 2) << "200 tokens, 10 ms each";
  EXPECT_TRUE(throttle.check("bob"));
  clock.advance(2s);
  EXPECT_TRUE(throttle.check("ann"));
  clock.advance(1h);
  throttle.charge("ann", 100);
  EXPECT_TRUE(throttle.check("ann")) << "rest gives no more than the burst";
  throttle.charge("ann", 1);
  EXPECT_FALSE(throttle.check("ann"));
}

}  // namespace
}  // namespace godwit::service
