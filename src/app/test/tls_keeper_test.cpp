// SPDX-License-Identifier: Apache-2.0
#include "tls_keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "lan.h"
#include "net/certificates.h"

namespace godwit::app {
namespace {

using ::testing::HasSubstr;

constexpr UnixMillis kDayMs = 24LL * 3600 * 1000;

/// The keeper's thread reads it too.
class DayClock final : public Clock {
 public:
  UnixMillis unix_millis() const override { return wall_; }
  Instant now() const override { return Instant(); }
  void pass(int days) { wall_ += days * kDayMs; }

 private:
  std::atomic<UnixMillis> wall_ = 1'767'225'600'000;  // 2026-01-01
};

class TlsKeeperTest : public ::testing::Test {
 protected:
  TlsKeeperTest() {
    config_.data = data_.string();
    config_.tls_mode = "internal";
  }
  ~TlsKeeperTest() override {
    keeper_.reset();
    std::filesystem::remove_all(data_);
  }

  void start() {
    auto keeper = TlsKeeper::create(config_, clock_);
    ASSERT_TRUE(keeper.has_value()) << keeper.error().detail;
    keeper_ = std::move(*keeper);
  }

  std::filesystem::path file(const std::string& name) const { return data_ / "tls" / name; }
  std::string read(const std::string& name) const {
    std::ifstream in(file(name));
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(file(name)) << text; }

  /// What handshakes get is what lies there: a certificate with its key, of the authority that /ca.crt offers, for days to come.
  void expect_all_is_well() {
    EXPECT_EQ(keeper_->authority(), read("ca.crt"));
    EXPECT_TRUE(net::is_pair({read("ca.crt"), read("ca.key")}));
    EXPECT_TRUE(net::is_pair({read("server.crt"), read("server.key")}));
    EXPECT_TRUE(net::is_signed_by(read("server.crt"), read("ca.crt")));
    const auto facts = net::read_certificate(read("server.crt"));
    ASSERT_TRUE(facts.has_value());
    EXPECT_EQ(keeper_->source().current()->expires_ms(), facts->expires_ms);
    EXPECT_GT(facts->expires_ms, clock_.unix_millis() + 30 * kDayMs);
    EXPECT_LE(facts->expires_ms, clock_.unix_millis() + 398 * kDayMs);
    EXPECT_LE(facts->expires_ms, net::read_certificate(read("ca.crt"))->expires_ms);
    EXPECT_EQ(facts->names, own_names());
  }

  const std::filesystem::path data_ =
      std::filesystem::temp_directory_path() / ("godwit-keeper-" + std::to_string(::getpid()));
  Config config_;
  DayClock clock_;
  std::unique_ptr<TlsKeeper> keeper_;
};

TEST_F(TlsKeeperTest, makes_an_authority_and_a_certificate_once_and_keeps_the_keys_to_itself) {
  start();
  expect_all_is_well();
  const auto before = read("server.crt");
  const auto context = keeper_->source().current();
  keeper_->look();
  EXPECT_EQ(read("server.crt"), before);
  EXPECT_EQ(keeper_->source().current(), context);
  for (const char* name : {"ca.key", "server.key"}) {
    EXPECT_EQ(std::filesystem::status(file(name)).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
}

TEST_F(TlsKeeperTest, makes_the_certificate_anew_when_its_key_is_gone_or_not_its_own) {
  start();
  const auto first = read("server.crt");
  std::filesystem::remove(file("server.key"));
  keeper_->look();
  expect_all_is_well();
  const auto second = read("server.crt");
  EXPECT_NE(second, first);
  write("server.key", read("ca.key"));
  keeper_->look();
  expect_all_is_well();
  EXPECT_NE(read("server.crt"), second);
}

TEST_F(TlsKeeperTest, makes_the_certificate_anew_when_the_authority_is_another) {
  start();
  const auto other = net::make_authority("Other", clock_.unix_millis(), 1'000);
  write("ca.crt", other.certificate);
  write("ca.key", other.key);
  keeper_->look();
  EXPECT_EQ(keeper_->authority(), other.certificate);
  expect_all_is_well();
}

TEST_F(TlsKeeperTest, makes_an_authority_when_a_piece_of_it_is_gone) {
  start();
  for (const char* name : {"ca.crt", "ca.key"}) {
    const auto before = keeper_->authority();
    std::filesystem::remove(file(name));
    keeper_->look();
    EXPECT_NE(keeper_->authority(), before);
    expect_all_is_well();
  }
}

TEST_F(TlsKeeperTest, renews_the_certificate_and_the_authority_before_they_expire) {
  start();
  const auto authority = keeper_->authority();
  const auto certificate = read("server.crt");
  clock_.pass(300);
  keeper_->look();
  EXPECT_EQ(read("server.crt"), certificate);
  clock_.pass(90);
  keeper_->look();
  EXPECT_NE(read("server.crt"), certificate);
  EXPECT_EQ(keeper_->authority(), authority);
  clock_.pass(3'650 - 390 - 100);
  keeper_->look();
  EXPECT_EQ(keeper_->authority(), authority);
  expect_all_is_well();
  clock_.pass(71);
  keeper_->look();
  EXPECT_NE(keeper_->authority(), authority);
  expect_all_is_well();
}

TEST_F(TlsKeeperTest, goes_on_with_what_it_has_and_complains_once_while_the_authority_is_broken) {
  start();
  const auto context = keeper_->source().current();
  const auto good = read("ca.crt");
  write("ca.crt", net::make_authority("Other", clock_.unix_millis(), 1'000).certificate);
  testing::internal::CaptureStderr();
  keeper_->look();
  keeper_->look();
  const std::string said = testing::internal::GetCapturedStderr();
  const auto first = said.find("ca.crt and ");
  EXPECT_NE(first, std::string::npos) << said;
  EXPECT_EQ(said.find("ca.crt and ", first + 1), std::string::npos) << said;
  EXPECT_EQ(keeper_->source().current(), context);
  write("ca.crt", good);
  keeper_->look();
  expect_all_is_well();

  write("ca.crt", "nonsense");
  const auto refused = TlsKeeper::create(config_, clock_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("take both away to have new ones made"));
}

}  // namespace
}  // namespace godwit::app
