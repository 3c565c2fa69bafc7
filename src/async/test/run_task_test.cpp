// SPDX-License-Identifier: Apache-2.0
#include "async/run_task.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace godwit {
namespace {

Task<bool> is_on(Lane& lane) { co_return lane.is_current(); }
Task<void> throws() {
  throw std::runtime_error("no");
  co_return;
}

TEST(RunTask, runs_on_the_lane_and_hands_back_the_value) {
  Lane lane("test");
  lane.start();
  EXPECT_TRUE(run_task(lane, is_on(lane)));
  lane.stop();
}

TEST(RunTask, lets_an_exception_come_out) {
  Lane lane("test");
  lane.start();
  EXPECT_THROW(run_task(lane, throws()), std::runtime_error);
  lane.stop();
}

}  // namespace
}  // namespace godwit
