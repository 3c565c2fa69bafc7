// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "open_store.h"

namespace godwit::store {
namespace {

using testing::Test;

void execute(const std::filesystem::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
  sqlite3_close(database);
}

std::int64_t version_of(const std::filesystem::path& path) {
  sqlite3* database = nullptr;
  sqlite3_stmt* query = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &query, nullptr), SQLITE_OK);
  EXPECT_EQ(sqlite3_step(query), SQLITE_ROW);
  const std::int64_t version = sqlite3_column_int64(query, 0);
  sqlite3_finalize(query);
  sqlite3_close(database);
  return version;
}

class Opening : public Test, public World {
 protected:
  TemporaryFolder folder;
};

TEST_F(Opening, makes_the_folder_and_keeps_what_was_stored) {
  const auto deep = folder.path() / "a" / "b";
  open(*this, options_for(*this, deep));
  const UserId ann = make_user("ann");
  say(ann, LogId::direct(ann, ann), "remember");
  const Epoch epoch = store->epoch();
  store.reset();
  open(*this, options_for(*this, deep));
  EXPECT_EQ(store->epoch(), epoch);
  EXPECT_EQ(entry(ann, LogId::direct(ann, ann), 1).body, model::Body(model::Text{"remember"}));
}

TEST_F(Opening, lets_nobody_else_read_the_data) {
  ::chmod(folder.path().c_str(), 0755);
  open(*this, options_for(*this, folder.path()));
  make_user("ann");
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(file.status().permissions() & std::filesystem::perms(077), std::filesystem::perms()) << file.path();
  }
}

TEST_F(Opening, the_same_folder_twice_is_refused_with_the_process_that_holds_it) {
  open(*this, options_for(*this, folder.path()));
  const auto second = open_sqlite(options_for(*this, folder.path()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  EXPECT_NE(second.error().detail.find("process " + std::to_string(::getpid())), std::string::npos)
      << second.error().detail;
  EXPECT_NE(second.error().detail.find(folder.path().string()), std::string::npos) << second.error().detail;
  const UserId ann = make_user("ann");
  EXPECT_EQ(say(ann, LogId::direct(ann, ann), "undisturbed"), 1U);
  store.reset();
  open(*this, options_for(*this, folder.path()));
}

TEST_F(Opening, data_of_a_newer_version_is_refused_and_left_alone) {
  open(*this, options_for(*this, folder.path()));
  const UserId ann = make_user("ann");
  store.reset();
  const auto path = folder.path() / "godwit.db";
  const std::int64_t version = version_of(path);
  execute(path, "PRAGMA user_version = 999");
  const auto opened = open_sqlite(options_for(*this, folder.path()));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kInvalid);
  EXPECT_NE(opened.error().detail.find("newer"), std::string::npos) << opened.error().detail;
  execute(path, "PRAGMA user_version = " + std::to_string(version));
  open(*this, options_for(*this, folder.path()));
  EXPECT_TRUE(run(accounts().get_account(ann)));
}

TEST_F(Opening, what_is_no_database_is_refused) {
  std::ofstream(folder.path() / "godwit.db") << std::string(10'000, 'x');
  const auto opened = open_sqlite(options_for(*this, folder.path()));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kInternal);
  EXPECT_NE(opened.error().detail.find("godwit.db"), std::string::npos) << opened.error().detail;
}

TEST_F(Opening, a_file_in_place_of_the_folder_is_refused) {
  std::ofstream(folder.path() / "file") << "x";
  EXPECT_EQ(code(open_sqlite(options_for(*this, folder.path() / "file"))), ErrorCode::kInternal);
}

}  // namespace
}  // namespace godwit::store
