// SPDX-License-Identifier: Apache-2.0
#include "service/roster.h"

#include <gtest/gtest.h>

namespace godwit::service {
namespace {

using namespace std::chrono_literals;

struct Table {
  ManualClock clock;
  Roster roster{30s};
  Roster::Time now() const { return {clock.now(), clock.unix_millis()}; }
  Roster::Due take(std::size_t limit = 100) { return roster.take(clock.now(), limit); }
};

constexpr model::Caller kPhone{UserId(1), DeviceId(10)};
constexpr model::Caller kLaptop{UserId(1), DeviceId(11)};

TEST(Roster, tells_the_first_session_and_the_end_of_the_last_after_a_while) {
  Table table;
  table.roster.open(kPhone, table.now());
  table.roster.open(kLaptop, table.now());
  auto due = table.take();
  ASSERT_EQ(due.changes.size(), 1U);
  EXPECT_TRUE(due.changes[0].online);
  table.roster.close(kPhone, table.now());
  table.clock.advance(40s);
  EXPECT_TRUE(table.take().changes.empty()) << "the laptop is still there";
  const UnixMillis left = table.clock.unix_millis();
  table.roster.close(kLaptop, table.now());
  table.clock.advance(29s);
  EXPECT_TRUE(table.take().changes.empty());
  EXPECT_TRUE(table.roster.is_online(UserId(1)));
  table.clock.advance(1s);
  due = table.take();
  ASSERT_EQ(due.changes.size(), 1U);
  EXPECT_FALSE(due.changes[0].online);
  EXPECT_EQ(due.changes[0].seen_ms, left);
  EXPECT_FALSE(table.roster.is_online(UserId(1)));
}

TEST(Roster, says_nothing_of_a_reconnect) {
  Table table;
  table.roster.open(kPhone, table.now());
  EXPECT_EQ(table.take().changes.size(), 1U);
  for (int i = 0; i < 5; ++i) {
    table.roster.close(kPhone, table.now());
    table.clock.advance(20s);
    table.roster.open(kPhone, table.now());
  }
  table.clock.advance(60s);
  EXPECT_TRUE(table.take().changes.empty());
}

TEST(Roster, takes_no_more_than_the_limit_at_once) {
  Table table;
  for (int i = 1; i <= 5; ++i) table.roster.open({UserId(i), DeviceId(i)}, table.now());
  auto due = table.take(3);
  EXPECT_EQ(due.changes.size(), 3U);
  EXPECT_TRUE(due.more);
  due = table.take(3);
  EXPECT_EQ(due.changes.size(), 2U);
  EXPECT_FALSE(due.more);
}

}  // namespace
}  // namespace godwit::service
