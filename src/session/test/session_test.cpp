// SPDX-License-Identifier: Apache-2.0
#include "session/session.h"

#include <gtest/gtest.h>

namespace godwit::session {
namespace {

using namespace std::chrono_literals;

constexpr RequestKind kHello{.is_hello = true, .needs_device = false, .cost = 1};
constexpr RequestKind kLogIn{.is_hello = false, .needs_device = false, .cost = 1};
constexpr RequestKind kSend{.is_hello = false, .needs_device = true, .cost = 1};
constexpr model::Caller kAnn{UserId(11), DeviceId(7)};

class SessionTest : public ::testing::Test {
 protected:
  ManualClock clock;
  Session session{{10s, 60s, 90s}, "192.0.2.1", clock.now()};

  void become_device() {
    session.admit(kHello);
    session.on_answered();
    session.on_greeted(kAnn);
  }
};

ErrorCode code_of(const Verdict& verdict) {
  const auto* refuse = std::get_if<Refuse>(&verdict);
  return refuse ? refuse->error.code : ErrorCode{};
}

TEST_F(SessionTest, refuses_everything_before_hello) {
  EXPECT_EQ(code_of(session.admit(kLogIn)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(code_of(session.admit(kSend)), ErrorCode::kUnauthenticated);
  EXPECT_EQ(session.in_flight(), 0);
}

TEST_F(SessionTest, lets_the_anonymous_log_in_but_nothing_else) {
  session.admit(kHello);
  session.on_answered();
  session.on_greeted(std::nullopt);
  const Verdict verdict = session.admit(kLogIn);
  const auto* dispatch = std::get_if<Dispatch>(&verdict);
  ASSERT_TRUE(dispatch);
  ASSERT_TRUE(std::holds_alternative<Anonymous>(dispatch->caller));
  EXPECT_EQ(std::get<Anonymous>(dispatch->caller).address(), "192.0.2.1");
  EXPECT_EQ(code_of(session.admit(kSend)), ErrorCode::kUnauthenticated);
}

TEST_F(SessionTest, makes_a_device_of_a_token_and_refuses_to_log_in_again) {
  become_device();
  const Verdict verdict = session.admit(kSend);
  const auto* dispatch = std::get_if<Dispatch>(&verdict);
  ASSERT_TRUE(dispatch);
  ASSERT_TRUE(std::holds_alternative<Device>(dispatch->caller));
  EXPECT_EQ(std::get<Device>(dispatch->caller).caller(), kAnn);
  EXPECT_EQ(code_of(session.admit(kLogIn)), ErrorCode::kConflict);
  EXPECT_EQ(code_of(session.admit(kHello)), ErrorCode::kConflict);
}

TEST_F(SessionTest, holds_back_what_follows_a_hello_until_it_is_answered) {
  session.admit(kHello);
  EXPECT_FALSE(session.may_admit());
  session.on_answered();
  session.on_greeted(kAnn);
  EXPECT_TRUE(session.may_admit());
}

TEST_F(SessionTest, takes_64_requests_at_once_and_the_next_after_an_answer) {
  become_device();
  for (int i = 0; i < 64; ++i) {
    ASSERT_TRUE(session.may_admit());
    session.admit(kSend);
  }
  EXPECT_FALSE(session.may_admit());
  session.on_answered();
  EXPECT_TRUE(session.may_admit());
}

TEST_F(SessionTest, ends_the_silent_and_those_who_never_authenticate) {
  clock.advance(9s);
  EXPECT_FALSE(session.is_expired(clock.now()));
  clock.advance(1s);
  EXPECT_TRUE(session.is_expired(clock.now()));
  for (int i = 0; i < 10; ++i) {
    session.on_traffic(clock.now());
    EXPECT_EQ(session.is_expired(clock.now()), i >= 10);
    clock.advance(5s);
  }
  session.on_traffic(clock.now());
  EXPECT_TRUE(session.is_expired(clock.now())) << "60 s in all, however much is said";
}

TEST_F(SessionTest, tells_how_long_it_has_left_by_the_limit_that_comes_first) {
  EXPECT_EQ(session.time_left(clock.now()), 10s);
  clock.advance(4s);
  EXPECT_EQ(session.time_left(clock.now()), 6s);
  for (int i = 0; i < 11; ++i) {
    session.on_traffic(clock.now());
    clock.advance(5s);
  }
  session.on_traffic(clock.now());
  EXPECT_EQ(session.time_left(clock.now()), 1s) << "of the 60 in all";
  become_device();
  EXPECT_EQ(session.time_left(clock.now()), 90s);
}

TEST_F(SessionTest, lets_a_device_be_silent_for_the_idle_timeout) {
  become_device();
  clock.advance(89s);
  EXPECT_FALSE(session.is_expired(clock.now()));
  clock.advance(1s);
  EXPECT_TRUE(session.is_expired(clock.now()));
  session.on_traffic(clock.now());
  EXPECT_FALSE(session.is_expired(clock.now()));
}

}  // namespace
}  // namespace godwit::session
