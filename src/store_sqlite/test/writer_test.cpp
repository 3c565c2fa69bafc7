// SPDX-License-Identifier: Apache-2.0
// What shares a commit, what waits for it, and what becomes of those who wait when the store goes.
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <sstream>

#include "open_store.h"
#include "watched_vfs.h"

namespace godwit::store {
namespace {

using model::Text;

/// A door that commits stop at while it is closed.
class Gate {
 public:
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    closed_ = false;
    changed_.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex_);
    ++passed_;
    waiting_ = closed_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !closed_; });
    waiting_ = false;
  }
  void wait_for_someone() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_; });
  }
  int passed() {
    const std::lock_guard lock(mutex_);
    return passed_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool closed_ = false;
  bool waiting_ = false;
  int passed_ = 0;
};

class WriterTest : public testing::Test, public World {
 protected:
  void begin(std::size_t queue_limit = 1'000) {
    SqliteOptions options = options_for(*this, folder.path());
    options.queue_limit = queue_limit;
    open(*this, options);
    ann = make_user("ann");
  }
  ~WriterTest() override {
    lane.stop();
    store.reset();
  }
  std::future<Result<Appended>> start_note(const std::string& text) {
    return start(lane, logs().append(request(ann, LogId::direct(ann, ann), Text{text})));
  }
  /// One commit waits at the gate, and the appends that come stay in the queue.
  std::future<Result<Appended>> hold_a_commit() {
    gate.close();
    auto held = start_note("held");
    gate.wait_for_someone();
    return held;
  }
  /// Until the lane has done all that was started on it.
  void settle_lane() {
    lane.run([] {});
  }

  Gate gate;
  WatchedVfs vfs{[this](DiskWork work) {
    if (work == DiskWork::kSyncWal) gate.pass();
    return SQLITE_OK;
  }};
  TemporaryFolder folder;
  UserId ann;
};

TEST_F(WriterTest, appends_that_arrive_during_a_commit_share_the_next_one) {
  begin();
  auto held = hold_a_commit();
  std::vector<std::future<Result<Appended>>> others;
  for (int i = 0; i < 100; ++i) others.push_back(start_note(std::to_string(i)));
  settle_lane();
  const int before = gate.passed();
  gate.open();
  EXPECT_TRUE(held.get());
  for (Seq i = 0; i < 100; ++i) EXPECT_EQ(others[i].get()->entry.seq, i + 2);
  EXPECT_EQ(gate.passed(), before + 1) << "one fsync for a hundred";
}

TEST_F(WriterTest, nobody_sees_an_entry_before_it_is_on_disk) {
  begin();
  auto held = hold_a_commit();
  EXPECT_EQ(head(ann, LogId::direct(ann, ann)).seq, 0U);
  EXPECT_EQ(held.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  gate.open();
  EXPECT_TRUE(held.get());
  EXPECT_EQ(head(ann, LogId::direct(ann, ann)).seq, 1U);
}

TEST_F(WriterTest, a_full_queue_refuses_and_nothing_is_done) {
  begin(10);
  auto held = hold_a_commit();
  std::vector<std::future<Result<Appended>>> others;
  for (int i = 0; i < 15; ++i) others.push_back(start_note(std::to_string(i)));
  settle_lane();
  for (std::size_t i = 10; i < 15; ++i) EXPECT_EQ(code(others[i].get()), ErrorCode::kOverloaded);
  gate.open();
  EXPECT_TRUE(held.get());
  for (std::size_t i = 0; i < 10; ++i) EXPECT_TRUE(others[i].get());
  EXPECT_EQ(head(ann, LogId::direct(ann, ann)).seq, 11U);
  EXPECT_TRUE(start_note("there is room again").get());
}

TEST_F(WriterTest, what_is_queued_when_the_store_goes_is_stored_and_answered) {
  begin();
  auto held = hold_a_commit();
  std::vector<std::future<Result<Appended>>> others;
  for (int i = 0; i < 20; ++i) others.push_back(start_note(std::to_string(i)));
  settle_lane();
  std::thread closer([this] { store.reset(); });
  gate.open();
  EXPECT_TRUE(held.get());
  for (auto& other : others) EXPECT_TRUE(other.get());
  closer.join();
  open(*this, options_for(*this, folder.path()));
  EXPECT_EQ(head(ann, LogId::direct(ann, ann)).seq, 21U);
}

TEST_F(WriterTest, answers_to_a_stopped_lane_are_dropped_with_it) {
  begin();
  Lane brief("brief");
  brief.start();
  gate.close();
  for (int i = 0; i < 20; ++i) {
    start(brief, logs().append(request(ann, LogId::direct(ann, ann), Text{std::to_string(i)})));
    start(brief, logs().head(ann, LogId::direct(ann, ann)));
  }
  brief.run([] {});
  gate.wait_for_someone();
  brief.stop();
  gate.open();
  store.reset();
  open(*this, options_for(*this, folder.path()));
  EXPECT_EQ(head(ann, LogId::direct(ann, ann)).seq, 20U);
}

TEST_F(WriterTest, forgets_client_ids_after_fourteen_days_and_no_sooner) {
  begin();
  const Append wanted = request(ann, LogId::direct(ann, ann), Text{"once"});
  ASSERT_TRUE(run(logs().append(wanted)));
  // Housekeeping comes after a commit, also on a store that is never idle: two commits, and it was there in between.
  clock.advance(std::chrono::days(13));
  EXPECT_TRUE(start_note("another").get());
  EXPECT_TRUE(start_note("and another").get());
  EXPECT_TRUE(run(logs().append(wanted))->repeated);
  clock.advance(std::chrono::days(2));
  EXPECT_TRUE(start_note("yet another").get());
  EXPECT_TRUE(start_note("and the last").get());
  EXPECT_FALSE(run(logs().append(wanted))->repeated);
}

TEST_F(WriterTest, what_was_recalled_is_not_in_the_files_any_more) {
  begin();
  const LogId log = LogId::direct(ann, ann);
  const std::string secret = "a sentence that nobody may find again";
  for (int i = 0; i < 50; ++i) say(ann, log, "before " + std::to_string(i));
  const Seq target = say(ann, log, secret + " 1");
  ASSERT_TRUE(run(logs().append(request(ann, log, model::Edit{target, secret + " 2"}))));
  for (int i = 0; i < 50; ++i) say(ann, log, "after " + std::to_string(i));
  ASSERT_TRUE(run(logs().append(request(ann, log, model::Recall{target}))));
  store.reset();
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    // The index follows a moment later: SearchFiles.hold_no_byte_of_what_was_taken_back.
    if (file.path().filename().string().starts_with("search.db")) continue;
    std::ostringstream content;
    content << std::ifstream(file.path(), std::ios::binary).rdbuf();
    EXPECT_EQ(content.str().find(secret), std::string::npos) << file.path();
  }
}

TEST_F(WriterTest, moves_the_log_of_writes_into_the_database_before_it_grows_without_end) {
  begin();
  for (int round = 0; round < 30; ++round) {
    std::vector<std::future<Result<Appended>>> answers;
    for (int i = 0; i < 100; ++i) answers.push_back(start_note(std::string(16'000, 'x')));
    for (auto& answer : answers) ASSERT_TRUE(answer.get());
  }
  EXPECT_LT(std::filesystem::file_size(folder.path() / "godwit.db-wal"), 40U << 20) << "of 48 MB that were written";
  EXPECT_GT(std::filesystem::file_size(folder.path() / "godwit.db"), 20U << 20);
}

}  // namespace
}  // namespace godwit::store
