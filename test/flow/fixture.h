// SPDX-License-Identifier: Apache-2.0
// A server in the test's own process, on a port of the system's choice and a data folder that goes with the test.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>

#include "client.h"
#include "server.h"

namespace godwit::flow {

class Flow : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        std::filesystem::temp_directory_path() / ("godwit-flow-" + std::to_string(::getpid()) + "-" + info->name());
    std::filesystem::remove_all(folder_);
    config_.data = folder_;
    config_.listen = "127.0.0.1:0";
    config_.lanes = 2;
    config_.password_attempts = 1'000;
    config_.drain_spread_ms = 100;
  }

  void TearDown() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  void start() {
    auto server = app::Server::start(config_, &trace_);
    ASSERT_TRUE(server.has_value()) << server.error().detail;
    server_ = std::move(*server);
  }

  void restart() {
    server_.reset();
    start();
  }

  std::uint16_t port() const { return server_->port(); }

  app::Config config_;
  Trace trace_;
  std::filesystem::path folder_;
  std::unique_ptr<app::Server> server_;
};

/// Updates that carry a new entry of the log.
inline auto entry_of(const std::string& log) {
  return [log](const v1::Update& update) { return update.has_entry() && update.entry().entry().log() == log; };
}

}  // namespace godwit::flow
