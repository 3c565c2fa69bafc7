// SPDX-License-Identifier: Apache-2.0
// What those who share a commit can do to each other: nothing.
#include <sqlite3.h>

#include <atomic>
#include <climits>
#include <thread>

#include "open_store.h"
#include "watched_vfs.h"

namespace godwit::store {
namespace {

using model::Text;

class BatchTest : public testing::Test, public World {
 protected:
  ~BatchTest() override {
    release();
    lane.stop();
    store.reset();
  }
  void begin() {
    open(*this, options_for(*this, folder_.path()));
    ann_ = make_user("ann");
    notes_ = LogId::direct(ann_, ann_);
  }
  std::future<Result<Appended>> start_note(const std::string& text) {
    return start(lane, logs().append(request(ann_, notes_, Text{text})));
  }
  /// From here on a commit waits, and what comes meanwhile shares the next one.
  std::future<Result<Appended>> hold_a_commit() {
    held_ = true;
    auto first = start_note("held");
    waiting_.wait(false);
    return first;
  }
  void release() {
    held_ = false;
    held_.notify_all();
  }
  int sync_wal() {
    if (!held_) return SQLITE_OK;
    waiting_ = true;
    waiting_.notify_all();
    held_.wait(true);
    return SQLITE_OK;
  }
  int write_wal() { return good_writes_.fetch_sub(1) > 0 ? SQLITE_OK : SQLITE_FULL; }

  std::atomic<bool> held_ = false;
  std::atomic<bool> waiting_ = false;
  std::atomic<int> good_writes_ = INT_MAX;
  WatchedVfs vfs_{[this](DiskWork work) {
    if (work == DiskWork::kSyncWal) return sync_wal();
    return work == DiskWork::kWriteWal ? write_wal() : SQLITE_OK;
  }};
  TemporaryFolder folder_;
  UserId ann_;
  LogId notes_ = LogId::user(UserId(1));
};

TEST_F(BatchTest, a_change_that_breaks_the_transaction_does_not_take_its_neighbours_with_it) {
  begin();
  // Stands for a bug: a statement that SQLite itself refuses in the middle of a job, after others that wrote.
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open((folder_.path() / "godwit.db").c_str(), &other), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(other,
                         "CREATE TRIGGER bug BEFORE INSERT ON member WHEN NEW.user = 666 "
                         "BEGIN SELECT RAISE(ABORT, 'a bug'); END",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(other);

  std::vector<std::future<Result<Appended>>> notes;
  notes.push_back(hold_a_commit());
  notes.push_back(start_note("before"));
  NewAccount bad = account("eve");
  bad.id = UserId(666);
  auto refused = start(lane, accounts().create_account(bad));
  notes.push_back(start_note("after"));
  lane.run([] {});
  release();
  for (Seq i = 0; i < notes.size(); ++i) EXPECT_EQ(notes[i].get()->entry.seq, i + 1);
  EXPECT_EQ(code(refused.get()), ErrorCode::kInternal);
  EXPECT_FALSE(*run(accounts().find_account("eve"))) << "what it had written is undone";
  EXPECT_EQ(store->unready_reason(), "");
}

TEST_F(BatchTest, a_disk_that_gets_full_in_any_write_of_a_batch_refuses_all_of_it_and_stores_none) {
  begin();
  Seq head_before = 0;
  for (int good = 0; good < 40; ++good) {
    SCOPED_TRACE("full after " + std::to_string(good) + " writes");
    auto held = hold_a_commit();
    std::vector<Append> wanted;
    std::vector<std::future<Result<Appended>>> answers;
    for (int i = 0; i < 8; ++i) {
      wanted.push_back(request(ann_, notes_, Text{std::string(3'000, 'x')}));
      answers.push_back(start(lane, logs().append(wanted.back())));
    }
    lane.run([] {});
    good_writes_ = good;
    release();
    EXPECT_TRUE(held.get());
    head_before += 1;
    std::size_t refused = 0;
    for (auto& answer : answers) {
      const auto appended = answer.get();
      if (!appended) EXPECT_EQ(code(appended), ErrorCode::kStorageFull);
      refused += appended ? 0 : 1;
    }
    good_writes_ = INT_MAX;
    EXPECT_TRUE(refused == 0 || refused == wanted.size());
    EXPECT_EQ(head(ann_, notes_).seq, head_before + wanted.size() - refused);
    if (refused != 0 && good % 5 == 0) {
      store.reset();
      open(*this, options_for(*this, folder_.path()));
      EXPECT_EQ(head(ann_, notes_).seq, head_before) << "nor after a restart";
    }
    for (const Append& again : wanted) EXPECT_TRUE(run(logs().append(again)));
    head_before += wanted.size();
    EXPECT_EQ(head(ann_, notes_).seq, head_before);
    EXPECT_EQ(store->unready_reason(), "");
    waiting_ = false;
  }
  const auto entries = read_all(ann_, notes_);
  for (std::size_t i = 0; i < entries.size(); ++i) ASSERT_EQ(entries[i].seq, i + 1);
}

TEST_F(BatchTest, a_full_disk_is_not_forgotten_because_nothing_was_to_be_written) {
  begin();
  good_writes_ = 0;
  EXPECT_EQ(code(start_note("no room").get()), ErrorCode::kStorageFull);
  const UserId eve(666);
  EXPECT_EQ(code(run(logs().append(request(eve, notes_, Text{"not hers"})))), ErrorCode::kNotFound);
  EXPECT_EQ(store->unready_reason(), "the disk is full");
  good_writes_ = INT_MAX;
  for (int i = 0; i < 100 && !store->unready_reason().empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_EQ(store->unready_reason(), "") << "it finds out by itself, with nobody writing";
}

}  // namespace
}  // namespace godwit::store
