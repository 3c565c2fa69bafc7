// SPDX-License-Identifier: Apache-2.0
#include "cache/cache.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

namespace godwit::sdk::test {
namespace {

constexpr const char* kServer = "https://chat.example:443";

class Cached : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    path = std::filesystem::temp_directory_path() / ("godwit-cache-" + std::to_string(::getpid()) + "-" + info->name());
  }
  void TearDown() override {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + end);
  }
  std::unique_ptr<Cache> open() {
    auto cache = Cache::open(path, kServer);
    EXPECT_TRUE(cache.has_value()) << cache.error().detail;
    return cache ? std::move(*cache) : nullptr;
  }
  static v1::Entry text(Seq seq, const std::string& words) {
    v1::Entry entry;
    entry.set_log("d.7.9");
    entry.set_seq(seq);
    entry.mutable_body()->mutable_text()->set_text(words);
    return entry;
  }
  static LogRecord record(Seq high) {
    LogRecord one;
    one.head.set_log("d.7.9");
    one.head.set_seq(high);
    one.range = Range{1, high};
    return one;
  }

  std::filesystem::path path;
};

TEST_F(Cached, only_its_owner_can_read_it) {
  open();
  struct stat its{};
  ASSERT_EQ(::stat(path.c_str(), &its), 0);
  EXPECT_EQ(its.st_mode & 0777, 0600U);
}

TEST_F(Cached, remembers_positions_entries_and_the_outbox) {
  {
    auto cache = open();
    cache->set_value("epoch", "5");
    cache->set_value("resume_token", std::string("\0\1t", 3));
    cache->save_log(record(2));
    cache->add_entries("d.7.9", {{text(1, "one"), 1}, {text(2, "two"), 2}});
    v1::SendMessageRequest request;
    request.set_log("d.7.9");
    OutboxItem item{
        .client_id = "id", .log = "d.7.9", .request = request.SerializeAsString(), .created_ms = 12, .epoch = 5};
    item.attachment =
        Attachment{.path = "/a/b", .size = 3, .modified_ns = 4, .location = "/v1/media/x", .uploaded = false};
    cache->save_item(item);
    item.failure = Error{ErrorCode::kNotAContact, "no"};
    cache->save_item(item);
    cache->commit();
  }
  auto cache = open();
  const Remembered all = cache->remembered();
  EXPECT_EQ(all.epoch, 5U);
  EXPECT_EQ(all.resume_token, std::string("\0\1t", 3));
  ASSERT_EQ(all.logs.size(), 1U);
  EXPECT_EQ(all.logs[0].range, (Range{1, 2}));
  EXPECT_EQ(cache->find_entry("d.7.9", 2)->entry.body().text().text(), "two");
  ASSERT_EQ(all.outbox.size(), 1U);
  EXPECT_EQ(all.outbox[0].attachment->location, "/v1/media/x");
  EXPECT_EQ(all.outbox[0].failure->code, ErrorCode::kNotAContact);
  EXPECT_TRUE(all.outbox[0].uploading());
}

TEST_F(Cached, a_process_that_dies_in_a_turn_leaves_neither_the_position_nor_the_entry) {
  open()->save_log(record(0));
  const pid_t child = ::fork();
  if (child == 0) {
    auto cache = Cache::open(path, kServer);
    if (!cache) ::_exit(2);
    (*cache)->save_log(record(1));
    (*cache)->add_entries("d.7.9", {{text(1, "one"), 1}});
    (*cache)->commit();
    (*cache)->save_log(record(2));
    (*cache)->add_entries("d.7.9", {{text(2, "two"), 2}});
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  auto cache = open();
  EXPECT_EQ(cache->remembered().logs.at(0).range->high, 1U);
  EXPECT_TRUE(cache->find_entry("d.7.9", 1).has_value());
  EXPECT_FALSE(cache->find_entry("d.7.9", 2).has_value());
}

TEST_F(Cached, a_second_process_hears_that_it_is_in_use) {
  auto cache = open();
  const pid_t child = ::fork();
  if (child == 0) {
    const auto second = Cache::open(path, kServer);
    const bool right = !second && second.error().code == ErrorCode::kConflict &&
                       second.error().detail.ends_with("is in use by another process");
    ::_exit(right ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(Cached, what_is_not_for_us_is_refused_with_a_sentence) {
  open();
  const auto other = Cache::open(path, "https://other.example:443");
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, ErrorCode::kConflict);
  {
    Database database(path);
    database.execute("PRAGMA user_version=99");
  }
  const auto newer = Cache::open(path, kServer);
  ASSERT_FALSE(newer.has_value());
  EXPECT_EQ(newer.error().code, ErrorCode::kVersionUnsupported);
  TearDown();
  std::ofstream(path)
      << "this is a letter and no database, and longer than a header of one hundred bytes, to be sure of it";
  const auto letter = Cache::open(path, kServer);
  ASSERT_FALSE(letter.has_value());
  EXPECT_TRUE(letter.error().detail.ends_with("is not a cache of this library")) << letter.error().detail;
  const auto nowhere = Cache::open("/no/such/folder/cache", kServer);
  EXPECT_EQ(nowhere.error().code, ErrorCode::kInternal);
}

TEST_F(Cached, what_was_recalled_is_erased_with_its_edits) {
  auto cache = open();
  cache->add_entries("d.7.9", {{text(1, "unsayable"), 1}});
  v1::Entry edit = text(2, "");
  edit.mutable_body()->mutable_edit()->set_target(1);
  edit.mutable_body()->mutable_edit()->set_text("unsayable too");
  v1::Entry recall = text(3, "");
  recall.mutable_body()->mutable_recall()->set_target(1);
  cache->add_entries("d.7.9", {{edit, 2}, {recall, 3}});
  cache->commit();
  EXPECT_FALSE(cache->find_entry("d.7.9", 1)->entry.has_body());
  EXPECT_FALSE(cache->find_entry("d.7.9", 2)->entry.has_body());
  EXPECT_EQ(cache->find_entry("d.7.9", 1)->entry.overlay().recalled_seq(), 3U);
}

TEST_F(Cached, arrivals_wait_in_order_until_they_are_forgotten) {
  auto cache = open();
  EXPECT_EQ(cache->add_arrival(1, text(1, "one")), 1U);
  EXPECT_EQ(cache->add_arrival(1, text(2, "two")), 2U);
  cache->forget_arrivals(2);
  EXPECT_EQ(cache->add_arrival(2, text(3, "three")), 3U);
  const auto waiting = cache->arrivals(2, 10);
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_EQ(waiting[0].epoch, 2U);
}

}  // namespace
}  // namespace godwit::sdk::test
