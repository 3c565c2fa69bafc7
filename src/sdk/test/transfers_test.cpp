// SPDX-License-Identifier: Apache-2.0
#include "media/transfers.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <future>

#include "media_server.h"

namespace godwit::sdk::test {
namespace {

class Transferred : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("godwit-transfers-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    for (int i = 0; i < 100'000; ++i) content += static_cast<char>('a' + i % 23);
    std::ofstream(folder / "file", std::ios::binary) << content;
    loop.start([] {}, [](const std::exception_ptr&) { FAIL(); });
    transfers.start("the-token");
  }
  void TearDown() override {
    transfers.stop();
    loop.stop();
    std::filesystem::remove_all(folder);
  }

  Result<std::string> upload(const std::string& location = {}) {
    const auto [size, modified] = *look_at_file(folder / "file");
    std::promise<Result<std::string>> done;
    transfers.add(Upload{.path = folder / "file",
                         .size = size,
                         .modified_ns = modified,
                         .location = location,
                         .begun = [this](const std::string& where) { places.push_back(where); },
                         .progress = [this](std::uint64_t at) { progress.push_back(at); },
                         .done = [&](const Result<std::string>& id) { done.set_value(id); }});
    return done.get_future().get();
  }

  Result<std::filesystem::path> download(const std::string& id) {
    std::promise<Result<std::filesystem::path>> done;
    transfers.add(Download{.media_id = id,
                           .to = folder / "got",
                           .progress = [this](std::uint64_t at, std::uint64_t) { progress.push_back(at); },
                           .done = [&](const Result<std::filesystem::path>& path) { done.set_value(path); }});
    return done.get_future().get();
  }

  std::string read(const std::string& name) {
    std::ifstream file(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder;
  std::string content;
  MediaServer server;
  Loop loop;
  Transfers transfers{loop, server.address(), {}};
  std::vector<std::string> places;
  std::vector<std::uint64_t> progress;
};

TEST_F(Transferred, a_file_goes_up_and_its_name_comes_back) {
  const auto id = upload();
  ASSERT_TRUE(id.has_value()) << id.error().detail;
  EXPECT_EQ(*id, "uploada");
  EXPECT_EQ(server.stored("uploada"), content);
  EXPECT_EQ(progress.back(), content.size());
  // The path only: the token goes nowhere but to the server it is for.
  EXPECT_EQ(places, std::vector<std::string>{"/v1/media/uploada"});
}

TEST_F(Transferred, an_upload_that_is_cut_goes_on_from_where_the_server_is) {
  server.cut_after = 30'000;
  server.cuts_left = 3;
  const auto id = upload();
  ASSERT_TRUE(id.has_value()) << id.error().detail;
  EXPECT_EQ(server.stored(*id), content);
  const auto requests = server.requests();
  EXPECT_EQ(std::ranges::count(requests, "POST"), 1);
  EXPECT_EQ(std::ranges::count(requests, "PATCH 30000"), 1);
  EXPECT_EQ(std::ranges::count(requests, "PATCH 90000"), 1);
}

TEST_F(Transferred, an_upload_of_an_earlier_run_is_resumed) {
  server.cut_after = 40'000;
  server.cuts_left = 1;
  server.put("before", content.substr(0, 50'000));
  const auto id = upload("/v1/media/before");
  ASSERT_TRUE(id.has_value()) << id.error().detail;
  EXPECT_EQ(*id, "before");
  EXPECT_EQ(server.stored("before"), content);
  EXPECT_EQ(server.requests().front(), "HEAD");
}

TEST_F(Transferred, an_upload_that_the_server_threw_away_is_begun_anew) {
  const auto id = upload("/v1/media/gone");
  ASSERT_TRUE(id.has_value()) << id.error().detail;
  EXPECT_EQ(server.stored(*id), content);
}

TEST_F(Transferred, a_refused_upload_says_why) {
  server.refuse_with = 413;
  const auto large = upload();
  ASSERT_FALSE(large.has_value());
  EXPECT_EQ(large.error().code, ErrorCode::kTooLarge);
  EXPECT_TRUE(large.error().detail.contains("too much"));
  server.refuse_with = 507;
  EXPECT_EQ(upload().error().code, ErrorCode::kQuotaExceeded);
}

TEST_F(Transferred, a_file_that_was_changed_meanwhile_is_not_sent) {
  const auto [size, modified] = *look_at_file(folder / "file");
  std::promise<Result<std::string>> done;
  transfers.add(Upload{.path = folder / "file",
                       .size = size + 1,
                       .modified_ns = modified,
                       .location = {},
                       .begun = [](const std::string&) {},
                       .progress = [](std::uint64_t) {},
                       .done = [&](const Result<std::string>& id) { done.set_value(id); }});
  EXPECT_EQ(done.get_future().get().error().code, ErrorCode::kConflict);
}

TEST_F(Transferred, a_download_that_is_cut_goes_on_from_where_it_was) {
  server.put("media", content);
  server.cut_after = 30'000;
  server.cuts_left = 2;
  const auto path = download("media");
  ASSERT_TRUE(path.has_value()) << path.error().detail;
  EXPECT_EQ(read("got"), content);
  EXPECT_EQ(server.requests(), (std::vector<std::string>{"GET 0", "GET 30000", "GET 60000"}));
  EXPECT_FALSE(std::filesystem::exists(folder / "got.part"));
}

TEST_F(Transferred, a_download_of_an_earlier_run_is_resumed) {
  server.put("media", content);
  std::ofstream(folder / "got.part", std::ios::binary) << content.substr(0, 70'000);
  ASSERT_TRUE(download("media").has_value());
  EXPECT_EQ(read("got"), content);
  EXPECT_EQ(server.requests(), std::vector<std::string>{"GET 70000"});
}

TEST_F(Transferred, media_that_are_not_there_leave_nothing_behind) {
  EXPECT_EQ(download("nothing").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(folder / "got.part"));
}

}  // namespace
}  // namespace godwit::sdk::test
