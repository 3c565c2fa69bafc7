// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "session/outbox.h"
#include "session/resume_token.h"
#include "session/token_bucket.h"

namespace godwit::session {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Pair;

TEST(TokenBucket, grants_the_burst_then_the_rate) {
  ManualClock clock;
  TokenBucket bucket(3, 2, clock.now());
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(bucket.take(1, clock.now()));
  EXPECT_EQ(bucket.take(1, clock.now()), 501U) << "half a second at two a second, rounded up";
  clock.advance(501ms);
  EXPECT_FALSE(bucket.take(1, clock.now()));
  EXPECT_FALSE(bucket.is_full(clock.now()));
  clock.advance(1h);
  EXPECT_TRUE(bucket.is_full(clock.now()));
}

TEST(TokenBucket, takes_nothing_when_it_refuses) {
  ManualClock clock;
  TokenBucket bucket(5, 1, clock.now());
  EXPECT_FALSE(bucket.take(4, clock.now()));
  EXPECT_TRUE(bucket.take(5, clock.now()));
  EXPECT_FALSE(bucket.take(1, clock.now()));
}

TEST(ResumeToken, comes_back_as_it_was) {
  const ResumeToken token{.shard = 3, .epoch = 9, .position = INT64_MAX};
  EXPECT_EQ(decode_resume_token(encode(token)), token);
}

TEST(ResumeToken, is_ignored_when_it_is_not_ours) {
  std::string bytes = encode({.shard = 0, .epoch = 1, .position = 5});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(decode_resume_token(bytes.substr(0, length)));
  }
  EXPECT_FALSE(decode_resume_token(bytes + "x"));
  EXPECT_FALSE(decode_resume_token("\x02" + bytes.substr(1)));
  bytes[17] = '\xFF';
  EXPECT_FALSE(decode_resume_token(bytes)) << "a negative position";
}

TEST(Outbox, skips_over_the_limit_and_tells_the_newest_head_of_each_log) {
  const LogId one = LogId::direct(UserId(1), UserId(2));
  const LogId other = LogId::direct(UserId(1), UserId(3));
  Outbox outbox(1'000);
  EXPECT_TRUE(outbox.may_push(999, one, 7));
  EXPECT_FALSE(outbox.may_push(1'000, one, 8));
  EXPECT_FALSE(outbox.may_push(0, one, 9)) << "no update after a hole that was not told";
  EXPECT_FALSE(outbox.may_push(0, other, 4));
  EXPECT_FALSE(outbox.may_push(0, one, 0)) << "a cursor has no head";
  EXPECT_THAT(outbox.take_skipped(), ElementsAre(Pair(one, 9), Pair(other, 4)));
  EXPECT_FALSE(outbox.is_behind());
  EXPECT_TRUE(outbox.may_push(0, one, 10));
}

}  // namespace
}  // namespace godwit::session
