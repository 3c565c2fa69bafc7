// SPDX-License-Identifier: Apache-2.0
// The index as a file: lost, damaged, of another time, killed in the middle, and free of what was taken back.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "contract/store_contract.h"
#include "search/search_file.h"
#include "store_sqlite/sqlite_store.h"
#include "temporary_folder.h"

namespace godwit::store {
namespace {

using contract::World;

class SearchFiles : public testing::Test, public World {
 protected:
  SearchFiles() { reopen(); }
  void reopen() {
    store.reset();
    auto opened = open_sqlite(
        {.folder = folder_.path(), .clock = &clock, .metrics = &metrics, .search_poll = std::chrono::milliseconds(20)});
    ASSERT_TRUE(opened) << opened.error().detail;
    store = std::move(*opened);
  }
  std::filesystem::path file() const { return folder_.path() / "search.db"; }

  /// Until `done` holds; fails the test after a minute.
  template <class Done>
  void await(Done done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!done()) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  std::size_t find(UserId reader, const std::string& text) {
    auto page =
        run(store->search().find(reader, {.phrases = *model::parse_query(text), .author = UserId(), .limit = 50}));
    return page ? page->entries.size() : 0;
  }
  /// Whether the bytes are anywhere in the index.
  bool has_bytes(const std::string& needle) const {
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream in(file().string() + suffix, std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(in), {}};
      if (all.find(needle) != std::string::npos) return true;
    }
    return false;
  }

  TemporaryFolder folder_;
};

TEST_F(SearchFiles, are_made_again_when_they_are_lost) {
  const UserId ann = make_user("ann");
  say(ann, LogId::direct(ann, ann), "lighthouse");
  await([&] { return find(ann, "lighthouse") == 1; });
  store.reset();
  SearchFile::remove(file());
  reopen();
  await([&] { return find(ann, "lighthouse") == 1; });
}

TEST_F(SearchFiles, are_made_again_when_they_are_damaged) {
  const UserId ann = make_user("ann");
  for (int i = 0; i < 50; ++i) say(ann, LogId::direct(ann, ann), "lighthouse " + std::to_string(i));
  await([&] { return find(ann, "lighthouse") == 50; });
  for (const bool whole : {true, false}) {
    store.reset();
    const auto size = std::filesystem::file_size(file());
    {
      std::fstream out(file(), std::ios::binary | std::ios::in | std::ios::out);
      // The head of the file, or all that comes after its first page.
      out.seekp(whole ? 0 : 4'096);
      const std::string garbage(whole ? 100 : static_cast<std::size_t>(size) - 4'096, '\x5A');
      out.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
    }
    reopen();
    say(ann, LogId::direct(ann, ann), "something else, to be taken in");
    await([&] { return find(ann, "lighthouse") == 50; });
    EXPECT_GE(store->search().state().rebuilt, 1U);
  }
}

TEST_F(SearchFiles, of_another_schema_are_made_again) {
  const UserId ann = make_user("ann");
  say(ann, LogId::direct(ann, ann), "lighthouse");
  await([&] { return find(ann, "lighthouse") == 1; });
  store.reset();
  Database(file(), Database::Mode::kReadWrite).execute("PRAGMA user_version = 77");
  reopen();
  await([&] { return find(ann, "lighthouse") == 1; });
  EXPECT_EQ(store->search().state().rebuilt, 1U);
}

TEST_F(SearchFiles, that_are_ahead_of_the_store_are_made_again) {
  const UserId ann = make_user("ann");
  say(ann, LogId::direct(ann, ann), "lighthouse");
  await([&] { return find(ann, "lighthouse") == 1; });
  store.reset();
  {
    auto ahead = SearchFile::open(file());
    ASSERT_TRUE(ahead);
    IndexCursor cursor = ahead->cursor();
    cursor.entry += 1'000;
    ahead->begin();
    ahead->erase(1);
    ahead->put({.id = 999, .log = 1, .author = ann}, "ghost");
    ahead->set_cursor(cursor);
    ahead->commit();
  }
  reopen();
  await([&] { return store->search().state().rebuilt == 1 && find(ann, "lighthouse") == 1; });
  EXPECT_EQ(store->search().state().messages, 1U);
}

TEST_F(SearchFiles, that_are_kept_are_not_made_again) {
  const UserId ann = make_user("ann");
  say(ann, LogId::direct(ann, ann), "lighthouse");
  await([&] { return find(ann, "lighthouse") == 1; });
  reopen();
  await([&] { return store->search().state().behind == 0; });
  EXPECT_EQ(find(ann, "lighthouse"), 1U);
  EXPECT_EQ(store->search().state().rebuilt, 0U);
}

TEST_F(SearchFiles, hold_no_byte_of_what_was_taken_back) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  const Seq recalled = say(ann, log, "xylophonist");
  const Seq edited = say(ann, log, "zeppelinfahrt");
  for (int i = 0; i < 20; ++i) say(ann, log, "other words " + std::to_string(i));
  await([&] { return find(ann, "xylophonist") == 1 && find(ann, "zeppelinfahrt") == 1; });
  ASSERT_TRUE(has_bytes("xylophonist"));
  ASSERT_TRUE(has_bytes("zeppelinfahrt"));
  ASSERT_TRUE(append(ann, log, model::Recall{recalled}));
  ASSERT_TRUE(append(ann, log, model::Edit{.target = edited, .text = "airship"}));
  await([&] { return !has_bytes("xylophonist") && !has_bytes("zeppelinfahrt"); });
  EXPECT_EQ(find(ann, "airship"), 1U);
  EXPECT_EQ(find(ann, "other"), 20U);
}

}  // namespace
}  // namespace godwit::store
