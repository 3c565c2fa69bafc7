// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/trace.h"

namespace godwit {
namespace {

TEST(Metrics, counts_and_exposes_as_text) {
  Metrics metrics;
  Counter sends = metrics.counter("godwit_sends_total", "Sends", {{"kind", "text"}});
  sends.add();
  sends.add(2);
  Gauge open = metrics.gauge("godwit_open", "Open things");
  open.set(5);
  open.add(-1);
  Histogram took = metrics.histogram("godwit_took_seconds", "How long", {0.1, 1});
  took.observe(0.5);
  const std::string text = metrics.expose();
  EXPECT_TRUE(text.contains("# HELP godwit_sends_total Sends\n")) << text;
  EXPECT_TRUE(text.contains("# TYPE godwit_sends_total counter\n")) << text;
  EXPECT_TRUE(text.contains("godwit_sends_total{kind=\"text\"} 3\n")) << text;
  EXPECT_TRUE(text.contains("godwit_open 4\n")) << text;
  EXPECT_TRUE(text.contains("godwit_took_seconds_bucket{le=\"0.1\"} 0\n")) << text;
  EXPECT_TRUE(text.contains("godwit_took_seconds_bucket{le=\"1\"} 1\n")) << text;
}

TEST(Metrics, give_the_same_cell_for_the_same_name_and_labels) {
  Metrics metrics;
  metrics.counter("godwit_x_total", "X", {{"a", "1"}}).add();
  metrics.counter("godwit_x_total", "X", {{"a", "1"}}).add();
  metrics.counter("godwit_x_total", "X", {{"a", "2"}}).add();
  const std::string text = metrics.expose();
  EXPECT_TRUE(text.contains("godwit_x_total{a=\"1\"} 2\n")) << text;
  EXPECT_TRUE(text.contains("godwit_x_total{a=\"2\"} 1\n")) << text;
}

TEST(LatencyBounds, ascend) {
  const auto bounds = latency_bounds();
  EXPECT_TRUE(std::is_sorted(bounds.begin(), bounds.end()));
  EXPECT_EQ(bounds.front(), 0.0001);
  EXPECT_EQ(bounds.back(), 10);
}

TEST(ManualClock, moves_both_times_together) {
  ManualClock clock;
  const auto now = clock.now();
  const auto wall = clock.unix_millis();
  clock.advance(std::chrono::seconds(3));
  EXPECT_EQ(clock.now() - now, std::chrono::seconds(3));
  EXPECT_EQ(clock.unix_millis() - wall, 3'000);
}

TEST(SystemClock, does_not_go_back) {
  const SystemClock clock;
  const auto first = clock.now();
  EXPECT_GE(clock.now(), first);
  EXPECT_GT(clock.unix_millis(), 1'700'000'000'000);
}

TEST(Trace, keeps_marks_in_order_until_they_are_taken) {
  Trace trace;
  mark(&trace, "one");
  mark(nullptr, "nobody listens");
  mark(&trace, "two");
  EXPECT_EQ(trace.take(), (std::vector<std::string_view>{"one", "two"}));
  EXPECT_TRUE(trace.take().empty());
}

TEST(CheckDeathTest, says_where_and_stops) {
  EXPECT_DEATH(GODWIT_CHECK(1 + 1 == 3), "check failed: 1 \\+ 1 == 3 at .*metrics_test");
}

}  // namespace
}  // namespace godwit
