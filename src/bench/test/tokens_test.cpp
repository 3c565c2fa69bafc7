// SPDX-License-Identifier: Apache-2.0
#include "bench/tokens.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace godwit::bench {
namespace {

class Tokens : public ::testing::Test {
 protected:
  Tokens() : folder_(std::filesystem::temp_directory_path() / ("godwit-tokens-" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Tokens() override { std::filesystem::remove_all(folder_); }

  static std::vector<TokenLine> pair(std::int64_t first) {
    const LogId log = LogId::direct(UserId(first), UserId(first + 1));
    std::vector<TokenLine> lines;
    for (const std::int64_t id : {first, first + 1}) {
      lines.push_back({{UserId(id), "bench_" + std::to_string(id), "token" + std::to_string(id)}, log});
    }
    return lines;
  }
  void write(const std::string& text) const { std::ofstream(file()) << text; }
  std::filesystem::path file() const { return folder_ / "tokens.jsonl"; }

 private:
  std::filesystem::path folder_;
};

TEST_F(Tokens, AreReadAsTheyWereAddedAndOnlyByTheirOwner) {
  write("");
  std::filesystem::permissions(file(), std::filesystem::perms::all);
  ASSERT_TRUE(append_tokens(file(), pair(11)).has_value());
  ASSERT_TRUE(append_tokens(file(), pair(21)).has_value());
  ASSERT_TRUE(append_tokens(file(), pair(31)).has_value());
  const auto people = read_tokens(file(), 6);
  ASSERT_TRUE(people.has_value()) << people.error().detail;
  EXPECT_EQ(people->front().token, "token11");
  EXPECT_EQ(people->front().log, "d.11.12");
  EXPECT_EQ(people->back().token, "token32");
  EXPECT_EQ(people->back().user, UserId(32));
  struct stat facts{};
  ASSERT_EQ(::stat(file().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
}

TEST_F(Tokens, TooFewAndNoneAreToldWithTheNumber) {
  ASSERT_TRUE(append_tokens(file(), pair(11)).has_value());
  const auto few = read_tokens(file(), 4);
  ASSERT_FALSE(few.has_value());
  EXPECT_NE(few.error().detail.find("has 2 people and 4 are needed"), std::string::npos);
  const auto none = read_tokens("/nowhere/tokens.jsonl", 2);
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

TEST_F(Tokens, AnythingElseIsRefusedWithItsLine) {
  const std::string good = R"({"token":"a","log":"d.1.2"})";
  for (const std::string bad : {"[]", "{", R"({"token":1,"log":"d.1.2"})", R"({"log":"d.1.2"})", ""}) {
    write(good + "\n" + bad + "\n");
    const auto people = read_tokens(file(), 2);
    ASSERT_FALSE(people.has_value()) << bad;
    EXPECT_NE(people.error().detail.find(":2: not a line"), std::string::npos) << people.error().detail;
  }
  write(good + "\n" + R"({"token":"b","log":"d.1.3"})" + "\n");
  EXPECT_FALSE(read_tokens(file(), 2).has_value());
}

}  // namespace
}  // namespace godwit::bench
