// SPDX-License-Identifier: Apache-2.0
// Copies of a store that is written to, what inspection finds, and a new epoch.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <fstream>

#include "open_store.h"
#include "store_sqlite/restore.h"

namespace godwit::store {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Test;

void execute(const std::filesystem::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

class Snapshots : public Test, public World {
 protected:
  void SetUp() override {
    open(*this, options_for(*this, folder.path()));
    ann = make_user("ann");
    bob = make_user("bob");
    log = befriend(ann, bob);
  }

  std::vector<std::string> inspect() { return *run(store->inspect()); }
  std::filesystem::path copy() const { return copies.path() / "godwit.db"; }

  TemporaryFolder folder;
  TemporaryFolder copies;
  UserId ann;
  UserId bob;
  LogId log = LogId::user(UserId(1));
};

TEST_F(Snapshots, a_copy_made_while_appends_go_on_is_whole_and_dense) {
  for (int i = 0; i < 200; ++i) say(ann, log, std::string(2'000, 'x'));
  auto copying = start(lane, store->snapshot(copy()));
  Seq last = 0;
  std::size_t during = 0;
  while (copying.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    last = say(ann, log, "meanwhile");
    during += 1;
  }
  EXPECT_EQ(*copying.get(), store->epoch());
  EXPECT_GT(during, 0U);
  EXPECT_EQ(read_all(ann, log).size(), last);
  struct stat facts{};
  ASSERT_EQ(::stat(copy().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);

  const auto before = read_all(ann, log);
  store.reset();
  open(*this, options_for(*this, copies.path()));
  const auto entries = read_all(ann, log);
  EXPECT_GE(entries.size(), 201U);
  EXPECT_LE(entries.size(), last);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].seq, i + 1);
    EXPECT_EQ(entries[i].body, before[i].body);
  }
  EXPECT_THAT(inspect(), IsEmpty());
}

TEST_F(Snapshots, nothing_is_overwritten_and_nothing_is_left_of_a_failure) {
  std::ofstream(copy()) << "precious";
  EXPECT_EQ(run(store->snapshot(copy())).error().code, ErrorCode::kConflict);
  EXPECT_EQ(std::filesystem::file_size(copy()), 8U);
  const auto nowhere = run(store->snapshot(copies.path() / "nowhere" / "godwit.db"));
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().detail, HasSubstr("nowhere"));
}

TEST_F(Snapshots, a_store_that_is_as_it_should_be_has_no_faults) {
  for (int i = 0; i < 20; ++i) say(i % 3 == 0 ? ann : bob, log, "text");
  const Seq told = say(ann, log, "typo");
  ASSERT_TRUE(append(ann, log, model::Edit{told, "type"}));
  ASSERT_TRUE(append(ann, log, model::Recall{told}));
  const auto shown = append(ann, log, model::Document{.file = {.id = upload(ann, 1)}, .name = "a.jpg"});
  const auto taken_back = append(ann, log, model::Document{.file = {.id = upload(ann, 2)}, .name = "b.jpg"});
  ASSERT_TRUE(shown && taken_back);
  for (const auto& one : {shown, taken_back}) {
    ASSERT_TRUE(append(bob, log, model::Reaction{one->entry.seq, "👍"}));
  }
  ASSERT_TRUE(append(ann, log, model::Recall{taken_back->entry.seq}));
  ASSERT_TRUE(run(accounts().set_profile(ann, {.avatar = upload(ann, 3)})));
  ASSERT_TRUE(run(media().create_media({.id = std::string(26, 'z'), .owner = ann, .size = 5, .quota = 1 << 20})));
  ASSERT_TRUE(run(logs().advance_cursors({{bob, log, 5, 4}})));
  EXPECT_THAT(inspect(), IsEmpty());
}

TEST_F(Snapshots, each_kind_of_fault_is_found_and_named) {
  for (int i = 0; i < 5; ++i) say(ann, log, "text");
  ASSERT_TRUE(append(bob, log, model::Reaction{3, "👍"}));
  ASSERT_TRUE(run(accounts().set_profile(ann, {.avatar = upload(ann, 1)})));
  upload(ann, 2);
  store.reset();
  const std::string mine = " log = (SELECT id FROM log WHERE high = " + std::to_string(log.high()) +
                           " AND low = " + std::to_string(log.low()) + ")";
  const std::string me = mine.substr(7);
  const std::pair<std::string, std::string> faults[] = {
      {"DELETE FROM entry WHERE seq = 3 AND" + mine, "holes"},
      {"UPDATE log SET last_seq = 4 WHERE id = " + me, "beyond its head"},
      {"UPDATE entry SET time_ms = 1 WHERE seq = 4 AND" + mine, "before the one that precedes it"},
      {"UPDATE entry SET message_index = 9 WHERE seq = 4 AND" + mine, "counted wrong"},
      {"UPDATE log SET message_index = 4 WHERE id = " + me, "another count of messages"},
      {"UPDATE log SET last_message_seq = 2 WHERE id = " + me, "as the last message"},
      {"UPDATE log SET position = 1 WHERE id = " + me, "order of changes"},
      {"UPDATE member SET delivered = 99 WHERE" + mine, "the cursor of user"},
      {"UPDATE member SET read_index = 0 WHERE read > 1 AND" + mine, "wrong count of read messages"},
      {"INSERT INTO member (log, user, may_send) SELECT id, 77, 1 FROM log WHERE id = " + me, "has no account"},
      {"INSERT INTO conversation SELECT 77, id, 0, 0, 1, 0, 0, '', 0, 0, 1 FROM log WHERE id = " + me, "is no member"},
      {"INSERT INTO overlay (log, seq) SELECT id, 66 FROM log WHERE id = " + me, "does not exist"},
      {"UPDATE dedupe SET seq = 99 WHERE" + mine, "client id"},
      {"UPDATE entry SET body = NULL WHERE seq = 3 AND" + mine, "has reactions and shows nothing"},
      {"UPDATE overlay SET reactions = 2 WHERE seq = 3 AND" + mine, "reactions to entry 3 are counted wrong"},
      {"UPDATE media SET offset = size + 1", "more of it is stored than it has"},
      {"UPDATE media SET type = ''", "it is complete without"},
      {"UPDATE media SET hash = x'00'", "it is complete without"},
      {"DELETE FROM media", "it is shown and is not there"},
      {"INSERT INTO media_use SELECT id, (SELECT id FROM log WHERE id = " + me + "), 99 FROM media",
       "an entry shows it that does not exist"},
      {"INSERT INTO media_use SELECT id, 0, 99 FROM media", "the picture of an account that has another"},
      {"DELETE FROM media_use", "the picture of an account and not kept for it"},
      {"PRAGMA foreign_keys = OFF; INSERT INTO device (id, user, token_hash, name, created_ms, last_used_ms) VALUES "
       "(1, 1, x'00', '', 0, 0)",
       "names one that is not there"},
  };
  for (const auto& [sql, sentence] : faults) {
    const TemporaryFolder broken;
    std::filesystem::copy(folder.path(), broken.path(), std::filesystem::copy_options::recursive);
    execute(broken.path() / "godwit.db", sql);
    open(*this, options_for(*this, broken.path()));
    EXPECT_THAT(inspect(), testing::Contains(HasSubstr(sentence))) << sql;
    store.reset();
  }
}

TEST_F(Snapshots, a_new_epoch_is_later_than_all_before_it) {
  const Seq last = say(ann, log, "text");
  ASSERT_TRUE(run(store->snapshot(copy())));
  const Epoch old = store->epoch();
  const auto first = begin_new_epoch(copy(), clock);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_GT(*first, old);
  const auto second = begin_new_epoch(copy(), clock);  // the clock stands still
  ASSERT_TRUE(second);
  EXPECT_GT(*second, *first);
  store.reset();
  open(*this, options_for(*this, copies.path()));
  EXPECT_EQ(store->epoch(), *second);
  EXPECT_EQ(head(ann, log).epoch, *second);
  EXPECT_EQ(head(ann, log).seq, last);
}

TEST_F(Snapshots, two_restores_of_one_copy_do_not_share_an_epoch) {
  ASSERT_TRUE(run(store->snapshot(copy())));
  const auto other = copies.path() / "other.db";
  std::filesystem::copy_file(copy(), other);
  const auto first = begin_new_epoch(copy(), clock);
  clock.advance(std::chrono::milliseconds(1));
  const auto second = begin_new_epoch(other, clock);
  ASSERT_TRUE(first && second);
  EXPECT_NE(*first, *second);
}

TEST_F(Snapshots, a_damaged_copy_gets_no_new_epoch) {
  for (int i = 0; i < 50; ++i) say(ann, log, std::string(1'000, 'x'));
  ASSERT_TRUE(run(store->snapshot(copy())));
  std::fstream file(copy(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(4'096);
  file << std::string(8'192, '\xff');
  file.close();
  EXPECT_FALSE(begin_new_epoch(copy(), clock));
  EXPECT_FALSE(begin_new_epoch(copies.path() / "absent" / "godwit.db", clock));
}

TEST_F(Snapshots, a_store_that_closes_does_not_wait_for_a_copy) {
  for (int i = 0; i < 100; ++i) say(ann, log, std::string(16'000, 'x'));
  auto copying = start(lane, store->snapshot(copy()));
  store.reset();
  // It was done, or it was given up and left nothing.
  EXPECT_EQ(copying.get().has_value(), std::filesystem::exists(copy()));
}

}  // namespace
}  // namespace godwit::store
