// SPDX-License-Identifier: Apache-2.0
#include "link/link.h"

#include <gtest/gtest.h>

#include "scripted_server.h"

namespace godwit::sdk::test {
namespace {

using namespace std::chrono_literals;

class Linked : public ::testing::Test, public LinkEvents {
 protected:
  void on_state(const ConnectionChanged& change) override { states.push_back(change); }
  void on_hello(const v1::HelloResponse& hello) override { epochs.push_back(hello.epoch()); }
  void on_update(const v1::Update& update) override {
    if (update.has_entry()) texts.push_back(update.entry().entry().body().text().text());
  }
  void on_logged_out(const Error& why) override { logged_out.push_back(why); }

  void begin() {
    link.start();
    world.advance(100ms);
  }

  Reply<v1::GetHeadResponse> ask() {
    std::optional<Reply<v1::GetHeadResponse>> got;
    v1::GetHeadRequest request;
    request.set_log(ScriptedServer::log());
    link.ask<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request,
                                  [&](Reply<v1::GetHeadResponse> reply) { got.emplace(std::move(reply)); });
    world.advance(60s);
    return got ? *got : Reply<v1::GetHeadResponse>(std::unexpected(Failure{.error = {ErrorCode::kInternal, "none"}}));
  }

  VirtualWorld world{3};
  ScriptedServer server{world};
  std::string resume = "where I was";
  Link link{world, server, *this, {.program = "test/1", .token = "secret", .resume_token = [this] { return resume; }}};
  std::vector<ConnectionChanged> states;
  std::vector<Epoch> epochs;
  std::vector<std::string> texts;
  std::vector<Error> logged_out;
};

TEST_F(Linked, says_hello_with_its_token_and_where_it_was) {
  begin();
  ASSERT_EQ(server.hellos.size(), 1U);
  EXPECT_EQ(server.hellos[0].token(), "secret");
  EXPECT_EQ(server.hellos[0].resume_token(), "where I was");
  EXPECT_EQ(server.hellos[0].max_version(), 1U);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
  EXPECT_EQ(epochs, std::vector<Epoch>{1});
}

TEST_F(Linked, pings_after_a_third_of_the_idle_time) {
  begin();
  world.advance(29s);
  EXPECT_EQ(server.pings, 0U);
  world.advance(2s);
  EXPECT_EQ(server.pings, 1U);
  world.advance(10min);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
  EXPECT_EQ(server.hellos.size(), 1U);
}

TEST_F(Linked, a_connection_that_went_silent_is_given_up_and_begun_anew) {
  begin();
  server.silent = true;
  world.advance(41s);
  EXPECT_NE(link.state(), ConnectionState::kOnline);
  server.silent = false;
  world.advance(90s);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
  EXPECT_EQ(server.hellos.size(), 2U);
}

TEST_F(Linked, a_silent_connection_is_not_dead_while_nobody_reads_it) {
  begin();
  link.pause(true);
  server.silent = true;
  world.advance(41s);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
}

TEST_F(Linked, backs_off_at_random_below_a_bound_that_doubles_to_a_minute) {
  server.reachable = false;
  link.start();
  world.advance(30min);
  std::vector<std::uint32_t> waits;
  for (const auto& one : states) {
    if (one.state == ConnectionState::kWaiting) waits.push_back(one.retry_in_ms);
  }
  ASSERT_GT(waits.size(), 10U);
  for (std::size_t i = 0; i < waits.size(); ++i) EXPECT_LE(waits[i], std::min(60'000.0, 500 * std::exp2(i)));
  EXPECT_GT(*std::ranges::max_element(waits), 20'000U);
  server.reachable = true;
  world.advance(61s);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
}

TEST_F(Linked, connects_at_once_when_nudged) {
  server.reachable = false;
  link.start();
  world.advance(10min);
  server.reachable = true;
  if (link.state() != ConnectionState::kWaiting) world.advance(2ms);
  link.nudge();
  world.advance(20ms);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
}

TEST_F(Linked, comes_back_after_a_farewell_when_the_server_said) {
  begin();
  v1::GoingAway away;
  away.set_retry_after_ms(5'000);
  away.set_spread_ms(1'000);
  away.set_reason(v1::ERROR_CODE_GOING_AWAY);
  server.go_away(away);
  world.advance(1ms);
  ASSERT_EQ(states.back().state, ConnectionState::kWaiting);
  EXPECT_GE(states.back().retry_in_ms, 5'000U);
  EXPECT_LE(states.back().retry_in_ms, 6'000U);
  world.advance(7s);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
}

TEST_F(Linked, a_dead_token_ends_it_for_good) {
  v1::Error error;
  error.set_code(v1::ERROR_CODE_TOKEN_INVALID);
  error.set_retry(v1::RETRY_LOG_IN);
  server.greeting_error = error;
  begin();
  world.advance(10min);
  EXPECT_EQ(logged_out.size(), 1U);
  EXPECT_EQ(server.hellos.size(), 1U);
  EXPECT_EQ(link.state(), ConnectionState::kStopped);
}

TEST_F(Linked, a_farewell_because_of_the_token_ends_it_for_good) {
  begin();
  v1::GoingAway away;
  away.set_reason(v1::ERROR_CODE_TOKEN_INVALID);
  server.go_away(away);
  world.advance(10min);
  EXPECT_EQ(logged_out.size(), 1U);
  EXPECT_EQ(link.state(), ConnectionState::kStopped);
}

TEST_F(Linked, a_server_of_another_version_is_not_asked_again) {
  v1::Error error;
  error.set_code(v1::ERROR_CODE_VERSION_UNSUPPORTED);
  server.greeting_error = error;
  begin();
  world.advance(10min);
  EXPECT_EQ(server.hellos.size(), 1U);
  EXPECT_EQ(link.state(), ConnectionState::kRefused);
}

TEST_F(Linked, an_overloaded_server_is_asked_again_when_it_said) {
  v1::Error error;
  error.set_code(v1::ERROR_CODE_OVERLOADED);
  error.set_retry_after_ms(3'000);
  server.greeting_error = error;
  begin();
  EXPECT_EQ(states.back().retry_in_ms, 3'000U);
  server.greeting_error.reset();
  world.advance(4s);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
}

TEST_F(Linked, answers_find_their_requests_in_any_order) {
  begin();
  server.faults.max_delay_ms = 500;
  std::map<std::string, std::string> got;
  for (int i = 0; i < 150; ++i) {
    v1::GetHeadRequest request;
    request.set_log("d.7." + std::to_string(100 + i));
    link.ask<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request, [&, log = request.log()](const auto& reply) {
      ASSERT_TRUE(reply.has_value());
      got[log] = reply->head().log();
    });
  }
  world.advance(5s);
  EXPECT_EQ(got.size(), 150U);
  for (const auto& [asked, answered] : got) EXPECT_EQ(asked, answered);
}

TEST_F(Linked, what_was_in_flight_when_the_line_broke_fails_once_and_may_have_happened) {
  begin();
  server.unanswered_methods.insert("METHOD_GET_HEAD");
  int failures = 0;
  v1::GetHeadRequest request;
  link.ask<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request, [&](const auto& reply) {
    ++failures;
    ASSERT_FALSE(reply.has_value());
    EXPECT_TRUE(reply.error().disconnected);
    EXPECT_FALSE(reply.error().unsent);
  });
  world.advance(10ms);
  server.cut();
  EXPECT_EQ(failures, 1);
  link.ask<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request, [&](const auto& reply) {
    ++failures;
    EXPECT_TRUE(reply.error().unsent);
  });
  EXPECT_EQ(failures, 2);
}

TEST_F(Linked, cut_at_any_byte_of_the_greeting_it_gets_there) {
  server.append(ScriptedServer::log(), "hello");
  for (unsigned bytes = 1; bytes < 120; ++bytes) {
    server.faults.cut_within = bytes;
    link.stop();
    link.start();
    world.advance(2min);
  }
  server.faults.cut_within = 0;
  server.cut();
  world.advance(2min);
  EXPECT_EQ(link.state(), ConnectionState::kOnline);
  EXPECT_TRUE(ask().has_value());
}

}  // namespace
}  // namespace godwit::sdk::test
