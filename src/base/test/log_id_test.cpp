// SPDX-License-Identifier: Apache-2.0
#include "base/log_id.h"

#include <gtest/gtest.h>

#include <unordered_set>

namespace godwit {
namespace {

constexpr std::int64_t kMax = INT64_MAX;

TEST(LogId, is_the_same_for_both_members) {
  EXPECT_EQ(LogId::direct(UserId(12), UserId(11)), LogId::direct(UserId(11), UserId(12)));
  EXPECT_EQ(LogId::direct(UserId(12), UserId(11)).to_string(), "d.11.12");
  EXPECT_EQ(LogId::direct(UserId(11), UserId(11)).to_string(), "d.11.11");
  EXPECT_EQ(LogId::user(UserId(11)).to_string(), "u.11");
}

TEST(LogId, survives_its_text_and_its_halves) {
  for (const LogId log : {LogId::direct(UserId(1), UserId(2)), LogId::direct(UserId(7), UserId(7)),
                          LogId::user(UserId(1)), LogId::direct(UserId(1), UserId(kMax)), LogId::user(UserId(kMax))}) {
    EXPECT_EQ(LogId::parse(log.to_string()), log) << log.to_string();
    EXPECT_EQ(LogId::from_halves(log.high(), log.low()), log) << log.to_string();
  }
}

TEST(LogId, has_exactly_one_text) {
  for (const char* bad : {"",
                          "d",
                          "d.",
                          "u.",
                          "d.1",
                          "d.1.",
                          "d..1",
                          "d.1.2.3",
                          "d.2.1",
                          "d.01.2",
                          "d.1.02",
                          "d.0.1",
                          "d.-1.1",
                          "d.+1.2",
                          "d. 1.2",
                          "d.1.2 ",
                          "D.1.2",
                          "u.0",
                          "u.-1",
                          "u.01",
                          "u.1.2",
                          "u.x",
                          "x.1",
                          "u.9223372036854775808",
                          "d.1.99999999999999999999"}) {
    EXPECT_FALSE(LogId::parse(bad).has_value()) << bad;
  }
  EXPECT_FALSE(LogId::parse(std::string_view("u.1\0", 4)).has_value());
}

TEST(LogId, is_not_made_of_other_halves) {
  const std::int64_t user_high = LogId::user(UserId(1)).high();
  const std::int64_t group_high = LogId::group(1).high();
  for (const auto& [high, low] : std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 1},
                                                                                    {0, 0},
                                                                                    {1, 0},
                                                                                    {2, 1},
                                                                                    {1, -1},
                                                                                    {-1, 1},
                                                                                    {INT64_MIN, 1},
                                                                                    {user_high, 0},
                                                                                    {user_high, -5},
                                                                                    {group_high, 0},
                                                                                    {group_high, -5},
                                                                                    {group_high + 1, 1}}) {
    EXPECT_FALSE(LogId::from_halves(high, low).has_value()) << high << " " << low;
  }
}

TEST(LogId, tells_its_members) {
  const LogId direct = LogId::direct(UserId(1), UserId(2));
  EXPECT_EQ(direct.kind(), LogId::Kind::kDirect);
  EXPECT_TRUE(direct.names(UserId(1)) && direct.names(UserId(2)));
  EXPECT_FALSE(direct.names(UserId(3)));
  EXPECT_EQ(direct.other(UserId(1)), UserId(2));
  EXPECT_EQ(direct.other(UserId(2)), UserId(1));
  EXPECT_EQ(LogId::direct(UserId(5), UserId(5)).other(UserId(5)), UserId(5));

  const LogId own = LogId::user(UserId(1));
  EXPECT_EQ(own.kind(), LogId::Kind::kUser);
  EXPECT_EQ(own.owner(), UserId(1));
  EXPECT_TRUE(own.names(UserId(1)));
  EXPECT_FALSE(own.names(UserId(2)));
}

TEST(LogId, spreads_in_a_hash_table) {
  std::unordered_set<std::size_t> hashes;
  for (std::int64_t a = 1; a <= 100; ++a) {
    for (std::int64_t b = a; b <= 100; ++b) hashes.insert(std::hash<LogId>{}(LogId::direct(UserId(a), UserId(b))));
  }
  EXPECT_GT(hashes.size(), 5'000u);
}

}  // namespace
}  // namespace godwit
