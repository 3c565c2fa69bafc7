// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace godwit {
namespace {

TEST(RandomBelow, stays_below_and_reaches_everything) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1'000; ++i) {
    const std::uint64_t value = random_below(5);
    ASSERT_LT(value, 5u);
    seen.insert(value);
  }
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(random_below(1), 0u);
}

TEST(FillRandom, fills_every_byte) {
  std::array<std::byte, 64> all{};
  for (int round = 0; round < 16; ++round) {
    std::array<std::byte, 64> bytes{};
    fill_random(bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) all[i] |= bytes[i];
  }
  for (const std::byte byte : all) EXPECT_NE(byte, std::byte{0});
}

// RFC 9562 §5.7.
TEST(ClientIds, are_version_7_uuids_that_begin_with_the_time) {
  ManualClock clock;
  const ClientId id = make_client_id(clock);
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | std::to_integer<std::int64_t>(id[i]);
  EXPECT_EQ(ms, clock.unix_millis());
  EXPECT_EQ(std::to_integer<int>(id[6] >> 4), 7);
  EXPECT_EQ(std::to_integer<int>(id[8] >> 6), 2);
  EXPECT_NE(id, make_client_id(clock));
  clock.advance(std::chrono::milliseconds(1));
  EXPECT_LT(id, make_client_id(clock));
}

TEST(IdMint, grows_also_while_time_stands_still) {
  ManualClock clock;
  IdMint mint(clock);
  UserId last = mint.make<UserId>();
  EXPECT_TRUE(static_cast<bool>(last));
  for (int i = 0; i < 10'000; ++i) {
    const UserId next = mint.make<UserId>();
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST(IdMint, grows_when_the_clock_steps_back) {
  ManualClock clock;
  clock.advance(std::chrono::hours(1));
  IdMint mint(clock);
  const auto before = mint.make<DeviceId>();
  clock.advance(-std::chrono::minutes(30));
  EXPECT_GT(mint.make<DeviceId>(), before);
}

TEST(IdMint, orders_ids_of_two_processes_by_time) {
  ManualClock clock;
  clock.advance(std::chrono::hours(1));  // the first milliseconds of ids are one
  IdMint one(clock);
  const auto first = one.make<UserId>();
  clock.advance(std::chrono::milliseconds(1));
  IdMint two(clock);
  EXPECT_GT(two.make<UserId>(), first);
}

TEST(IdMint, gives_threads_different_ids) {
  const SystemClock clock;
  IdMint mint(clock);
  constexpr std::size_t kEach = 5'000;
  std::vector<std::vector<UserId>> made(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : made) {
      threads.emplace_back([&] {
        for (std::size_t i = 0; i < kEach; ++i) mine.push_back(mint.make<UserId>());
      });
    }
  }
  std::set<UserId> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), made.size() * kEach);
}

}  // namespace
}  // namespace godwit
