// SPDX-License-Identifier: Apache-2.0
// The load against a whole server: what it says must be true of the store.
#include "bench/direct.h"

#include "bench/prepare.h"
#include "bench/report.h"
#include "fixture.h"
#include "store_sqlite/sqlite_store.h"

namespace godwit::flow {
namespace {

class Bench : public Flow {
 protected:
  void SetUp() override {
    Flow::SetUp();
    config_.device_request_burst = 1'000'000;
    config_.device_requests_per_second = 1'000'000;
    options_.pairs = 4;
    options_.duration = std::chrono::seconds(1);
    options_.warm_up = std::chrono::milliseconds(100);
  }

  std::filesystem::path tokens() const { return folder_ / "bench-tokens.jsonl"; }

  /// On a folder without server, as the command does.
  Status prepare(std::size_t users) {
    SystemClock clock;
    Metrics metrics;
    Lane lane("bench-prepare");  // outlives the threads that continue its tasks
    auto store = store::open_sqlite({.folder = folder_, .clock = &clock, .metrics = &metrics, .batch_limit = 5'000});
    if (!store) return std::unexpected(store.error());
    IdMint ids(clock);
    service::Minting minting({**store, ids, clock});
    lane.start();
    const Status status = bench::prepare(lane, minting, users, tokens());
    lane.stop();
    return status;
  }

  Result<bench::DirectReport> run() {
    const auto people = bench::read_tokens(tokens(), 2 * options_.pairs);
    if (!people) return std::unexpected(people.error());
    options_.url = "http://127.0.0.1:" + std::to_string(port());
    return bench::run_direct(options_, *people);
  }

  bench::DirectOptions options_;
};

void expect_clean(const Result<bench::DirectReport>& report) {
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_TRUE(report->is_clean()) << bench::to_table(*report);
  EXPECT_EQ(report->unanswered, 0u);
  EXPECT_GT(report->acked_per_second, 0);
  EXPECT_GT(report->ack.percentile(0.5).count(), 0);
  EXPECT_GT(report->deliver.count(), 0u);
}

TEST_F(Bench, AClosedLoopIsAnsweredAndDeliveredWhole) {
  ASSERT_TRUE(prepare(8).has_value());
  start();
  options_.in_flight = 8;
  const auto report = run();
  expect_clean(report);
  EXPECT_EQ(report->connections, 8u);
  ASSERT_TRUE(report->server_cpu_us_per_message.has_value());  // it is this very process
  EXPECT_GT(*report->server_cpu_us_per_message, 0);

  // What it counted is what the logs hold.
  std::uint64_t stored = 0;
  const auto people = bench::read_tokens(tokens(), 8);
  for (std::size_t i = 0; i < 8; i += 2) {
    Person person(port());
    person.token = (*people)[i].token;
    ASSERT_TRUE(greet(person).has_value());
    for (const v1::Head& head : person.heads) {
      if (head.log() == (*people)[i].log) stored += head.message_index();
    }
  }
  EXPECT_EQ(stored, report->sent);
}

TEST_F(Bench, AnOpenLoopOffersItsRateOverWebSockets) {
  ASSERT_TRUE(prepare(8).has_value());
  start();
  options_.rate = 200;
  options_.lanes = 2;
  options_.encoding = bench::Encoding::kWebSocket;
  const auto report = run();
  expect_clean(report);
  EXPECT_NEAR(report->offered_per_second, 200, 4);
  EXPECT_EQ(report->unsent, 0u);
}

TEST_F(Bench, WhatTheServerRefusesIsCountedAsRefusedAndNotAsLost) {
  config_.device_request_burst = 10;
  config_.device_requests_per_second = 5;
  ASSERT_TRUE(prepare(8).has_value());
  start();
  options_.rate = 400;
  const auto report = run();
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_GT(report->refused, 100u);
  EXPECT_TRUE(report->is_clean()) << bench::to_table(*report);
}

TEST_F(Bench, PreparingAgainAddsPeople) {
  ASSERT_TRUE(prepare(2).has_value());
  ASSERT_TRUE(prepare(6).has_value());
  EXPECT_TRUE(bench::read_tokens(tokens(), 8).has_value());
  EXPECT_FALSE(prepare(3).has_value());
  start();
  expect_clean(run());
  EXPECT_EQ(prepare(2).error().code, ErrorCode::kConflict);  // a server runs there
}

TEST_F(Bench, NoPasswordFitsAPreparedAccount) {
  ASSERT_TRUE(prepare(2).has_value());
  start();
  Person person(port());
  person.token = (*bench::read_tokens(tokens(), 2))[0].token;
  ASSERT_TRUE(greet(person).has_value());
  for (const std::string password : {"", "!", "bench", "password"}) {
    Person guest(port());
    ASSERT_TRUE(greet(guest).has_value());
    v1::LogInRequest request;
    request.set_handle(person.handle);
    request.set_password(password);
    const auto response = guest.client->call<v1::LogInResponse>(v1::METHOD_LOG_IN, request);
    ASSERT_FALSE(response.has_value()) << password;
    EXPECT_NE(response.error().code, ErrorCode::kRateLimited);
  }
}

TEST_F(Bench, ARunThatCannotBeIsRefusedWithASentence) {
  ASSERT_TRUE(prepare(8).has_value());
  start();
  const auto people = *bench::read_tokens(tokens(), 8);
  const auto refused = [&](const bench::DirectOptions& options) {
    const auto report = bench::run_direct(options, people);
    return report ? std::string() : report.error().detail;
  };
  const auto with = [&](auto change) {
    bench::DirectOptions options = options_;
    options.url = "http://127.0.0.1:" + std::to_string(port());
    change(options);
    return refused(options);
  };
  EXPECT_NE(with([](auto& o) { o.pairs = 5; }).find("fewer people"), std::string::npos);
  EXPECT_NE(with([](auto& o) { o.in_flight = 65; }).find("--in-flight"), std::string::npos);
  EXPECT_NE(with([](auto& o) { o.payload = 23; }).find("--payload"), std::string::npos);
  EXPECT_NE(with([](auto& o) { o.url = "https://127.0.0.1:1"; }).find("TLS"), std::string::npos);
  EXPECT_NE(with([](auto& o) { o.url = "127.0.0.1"; }).find("HOST:PORT"), std::string::npos);
  EXPECT_NE(with([](auto& o) { o.url = "http://192.0.2.1:80"; }).find("--i-own-this-server"), std::string::npos);
  EXPECT_NE(with([](auto& o) { o.url = "http://127.0.0.1:1"; }).find("cannot connect"), std::string::npos);
}

TEST_F(Bench, AServerThatStopsInTheMiddleEndsTheRunWithAReason) {
  ASSERT_TRUE(prepare(8).has_value());
  start();
  options_.duration = std::chrono::seconds(5);
  std::thread stopper([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    server_->stop();
  });
  const auto report = run();
  stopper.join();
  ASSERT_FALSE(report.has_value());
  EXPECT_FALSE(report.error().detail.empty());
}

}  // namespace
}  // namespace godwit::flow
