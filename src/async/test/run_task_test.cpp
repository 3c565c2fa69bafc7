// SPDX-License-Identifier: Apache-2.0
#include "async/run_task.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace godwit {
namespace {

struct OnlyFromNumber {
  explicit OnlyFromNumber(int n) : number(n) {}
  int number;
};

Task<bool> is_on(Lane& lane) { co_return lane.is_current(); }
Task<OnlyFromNumber> make(int number) { co_return OnlyFromNumber(number); }
Task<void> note(int number, std::vector<int>& numbers) {
  numbers.push_back(number);
  co_return;
}
Task<void> refuse() {
  throw std::runtime_error("no");
  co_return;
}

class RunTask : public testing::Test {
 protected:
  void SetUp() override { lane_.start(); }
  void TearDown() override { lane_.stop(); }
  Lane lane_{"test"};
};

TEST_F(RunTask, runs_on_the_lane_and_hands_back_the_value) { EXPECT_TRUE(run_task(lane_, is_on(lane_))); }

TEST_F(RunTask, hands_back_a_value_that_cannot_be_made_from_nothing) { EXPECT_EQ(run_task(lane_, make(7)).number, 7); }

TEST_F(RunTask, lets_an_exception_come_out) { EXPECT_THROW(run_task(lane_, refuse()), std::runtime_error); }

TEST_F(RunTask, begins_tasks_in_the_order_they_were_started) {
  std::vector<int> numbers;
  std::vector<std::future<void>> done;
  for (int i = 0; i < 100; ++i) done.push_back(start_task(lane_, note(i, numbers)));
  for (auto& one : done) one.get();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(numbers[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace godwit
