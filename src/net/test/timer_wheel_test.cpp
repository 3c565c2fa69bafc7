// SPDX-License-Identifier: Apache-2.0
#include "net/timer_wheel.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace godwit::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class TimerWheelTest : public testing::Test {
 protected:
  void pass(Duration time) {
    clock_.advance(time);
    wheel_.advance(clock_.now());
  }
  ManualClock clock_;
  TimerWheel wheel_{clock_.now()};
};

TEST_F(TimerWheelTest, fires_on_its_second_or_one_later_and_once) {
  int fired = 0;
  wheel_.schedule(seconds(5), [&] { ++fired; });
  for (int i = 0; i < 49; ++i) pass(milliseconds(100));
  EXPECT_EQ(fired, 0);
  for (int i = 0; i < 11; ++i) pass(milliseconds(100));
  EXPECT_EQ(fired, 1);
  pass(seconds(1000));
  EXPECT_EQ(fired, 1);
  EXPECT_EQ(wheel_.size(), 0u);
}

TEST_F(TimerWheelTest, is_never_early_when_scheduled_late_in_a_second) {
  pass(milliseconds(900));
  int fired = 0;
  wheel_.schedule(seconds(1), [&] { ++fired; });
  pass(milliseconds(999));
  EXPECT_EQ(fired, 0);
  pass(seconds(1));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, fires_in_order_when_time_jumps) {
  std::string order;
  wheel_.schedule(seconds(300), [&] { order += 'c'; });
  wheel_.schedule(seconds(3), [&] { order += 'a'; });
  wheel_.schedule(seconds(44), [&] { order += 'b'; });
  pass(seconds(1000));
  EXPECT_EQ(order, "abc");
}

TEST_F(TimerWheelTest, keeps_timeouts_longer_than_its_turn) {
  int fired = 0;
  wheel_.schedule(seconds(256 * 3), [&] { ++fired; });
  for (int i = 0; i < 256 * 3; ++i) pass(seconds(1));
  EXPECT_EQ(fired, 0);
  pass(seconds(1));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, forgets_what_is_cancelled) {
  int fired = 0;
  const auto id = wheel_.schedule(seconds(2), [&] { ++fired; });
  wheel_.cancel(id);
  wheel_.cancel(id);
  wheel_.cancel(0);
  wheel_.cancel(12345);
  pass(seconds(10));
  EXPECT_EQ(fired, 0);
  EXPECT_EQ(wheel_.size(), 0u);
}

TEST_F(TimerWheelTest, lets_callbacks_cancel_others_of_the_same_second_and_themselves) {
  int fired = 0;
  TimerWheel::TimerId one = 0;
  TimerWheel::TimerId two = 0;
  one = wheel_.schedule(seconds(2), [&] {
    ++fired;
    wheel_.cancel(one);
    wheel_.cancel(two);
  });
  two = wheel_.schedule(seconds(2), [&] { ++fired; });
  pass(seconds(5));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, lets_callbacks_schedule) {
  int fired = 0;
  std::function<void()> again = [&] {
    ++fired;
    wheel_.schedule(seconds(1), again);
  };
  wheel_.schedule(seconds(1), again);
  for (int i = 0; i < 20; ++i) pass(seconds(1));
  EXPECT_EQ(fired, 10);
  EXPECT_EQ(wheel_.size(), 1u);
}

TEST_F(TimerWheelTest, agrees_with_a_plain_list) {
  std::mt19937 random(20260107);
  std::map<TimerWheel::TimerId, Instant> waiting;
  for (int round = 0; round < 5'000; ++round) {
    if (random() % 2 == 0) {
      const auto after = seconds(random() % 700);
      auto id = std::make_shared<TimerWheel::TimerId>();
      const Instant due = clock_.now() + after;
      *id = wheel_.schedule(after, [&, id, due] {
        EXPECT_GE(clock_.now(), due);
        EXPECT_LE(clock_.now(), due + milliseconds(2'000));
        EXPECT_EQ(waiting.erase(*id), 1u);
      });
      waiting.emplace(*id, due);
    } else if (!waiting.empty() && random() % 3 == 0) {
      wheel_.cancel(waiting.begin()->first);
      waiting.erase(waiting.begin());
    }
    pass(milliseconds(random() % 1'000));
    ASSERT_EQ(wheel_.size(), waiting.size());
  }
}

}  // namespace
}  // namespace godwit::net
