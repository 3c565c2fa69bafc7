// SPDX-License-Identifier: Apache-2.0
// Disks that are full and disks that fail. Whatever happens: nothing that was answered is lost, nothing is there twice.
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <atomic>
#include <fstream>
#include <map>

#include "open_store.h"
#include "watched_vfs.h"

namespace godwit::store {
namespace {

using model::Text;

/// A small disk of its own; mounting needs rights that not every place gives.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& size) {
    mounted_ = ::mount("godwit-test", folder_.path().c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    if (!mounted_) why_ = strerror(errno);
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  bool is_mounted() const { return mounted_; }
  const std::string& why() const { return why_; }
  std::filesystem::path data() const { return folder_.path() / "data"; }

  void put_ballast(std::size_t bytes) { std::ofstream(folder_.path() / "ballast") << std::string(bytes, 'x'); }
  void drop_ballast() { std::filesystem::remove(folder_.path() / "ballast"); }

 private:
  TemporaryFolder folder_;
  bool mounted_ = false;
  std::string why_;
};

class DiskTest : public testing::Test, public World {
 protected:
  ~DiskTest() override {
    lane.stop();
    store.reset();
  }
  LogId notes() const { return LogId::direct(ann, ann); }
  /// Every acknowledged text, at its seq; and no holes, no doubles.
  void expect_all_acked() {
    const auto entries = read_all(ann, notes());
    std::map<std::string, int> times;
    for (const model::Entry& entry : entries) ++times[std::get<Text>(entry.body).text];
    for (const auto& [text, count] : times) EXPECT_EQ(count, 1) << text.substr(0, 20);
    for (std::size_t i = 0; i < entries.size(); ++i) ASSERT_EQ(entries[i].seq, i + 1);
    for (const auto& [seq, text] : acked) {
      ASSERT_LE(seq, entries.size()) << "an acknowledged entry is gone";
      EXPECT_EQ(std::get<Text>(entries[seq - 1].body).text, text);
    }
  }
  /// The code of an append of that many bytes; notes what was acknowledged.
  ErrorCode write(std::size_t bytes) {
    std::string text = std::to_string(++written) + " ";
    text.resize(bytes, 'x');
    const auto appended = run(logs().append(request(ann, notes(), Text{text})));
    if (appended) acked[appended->entry.seq] = text;
    return code(appended);
  }

  UserId ann;
  int written = 0;
  std::map<Seq, std::string> acked;
};

TEST_F(DiskTest, with_less_room_than_asked_for_changes_are_refused_and_reading_goes_on) {
  TemporaryFolder folder;
  open(*this, options_for(*this, folder.path()));
  ann = make_user("ann");
  write(10);
  store.reset();

  struct statvfs disk{};
  ASSERT_EQ(::statvfs(folder.path().c_str(), &disk), 0);
  SqliteOptions options = options_for(*this, folder.path());
  options.min_free_bytes = std::uint64_t{disk.f_blocks} * disk.f_frsize * 2;
  open(*this, options);
  EXPECT_EQ(write(10), ErrorCode::kStorageFull);
  EXPECT_NE(store->unready_reason().find("full"), std::string::npos);
  EXPECT_EQ(read_all(ann, notes()).size(), 1U);
  EXPECT_EQ(code(run(accounts().create_account(account("bob")))), ErrorCode::kStorageFull);
}

TEST_F(DiskTest, keeps_its_reserve_and_is_ready_again_when_there_is_room) {
  SmallDisk disk("8m");
  if (!disk.is_mounted()) GTEST_SKIP() << "cannot mount a tmpfs here: " << disk.why();
  disk.put_ballast(3 << 20);
  SqliteOptions options = options_for(*this, disk.data());
  options.min_free_bytes = 2 << 20;
  options.housekeeping = std::chrono::milliseconds(1);
  open(*this, options);
  ann = make_user("ann");
  EXPECT_EQ(store->unready_reason(), "");
  ErrorCode last{0};
  for (int i = 0; i < 2'000 && last == ErrorCode{0}; ++i) last = write(4'000);
  EXPECT_EQ(last, ErrorCode::kStorageFull);
  EXPECT_EQ(store->unready_reason(), "the disk is full");
  const std::size_t before = acked.size();
  EXPECT_EQ(write(10), ErrorCode::kStorageFull);
  expect_all_acked();
  EXPECT_EQ(read_all(ann, notes()).size(), before) << "what was refused left no trace";

  disk.drop_ballast();
  // Nobody writes, and yet it notices: who asks for readiness would send nobody here otherwise.
  while (!store->unready_reason().empty()) std::this_thread::yield();
  EXPECT_EQ(write(10), ErrorCode{0});
  expect_all_acked();
  store.reset();
  open(*this, options);
  expect_all_acked();
}

TEST_F(DiskTest, loses_nothing_when_the_disk_is_full_to_the_last_byte) {
  SmallDisk disk("6m");
  if (!disk.is_mounted()) GTEST_SKIP() << "cannot mount a tmpfs here: " << disk.why();
  disk.put_ballast(2 << 20);
  bool failed = false;
  SqliteOptions options = options_for(*this, disk.data());
  options.min_free_bytes = 0;
  options.on_fatal = [&](const std::string&) { failed = true; };
  open(*this, options);
  ann = make_user("ann");
  ErrorCode last{0};
  for (int i = 0; i < 2'000 && last == ErrorCode{0}; ++i) last = write(5'000);
  // SQLite's shared index may be the one that finds no room: then nobody knows, and the process would stop.
  EXPECT_EQ(last, failed ? ErrorCode::kIndeterminate : ErrorCode::kStorageFull);
  EXPECT_NE(store->unready_reason(), "");
  EXPECT_NE(write(5'000), ErrorCode{0}) << "as much again finds no more room";
  EXPECT_EQ(code(append(ann, LogId::user(ann), Text{"refused"})),
            failed ? ErrorCode::kOverloaded : ErrorCode::kNotAContact);
  EXPECT_NE(store->unready_reason(), "") << "what wrote nothing says nothing about the disk";
  expect_all_acked();

  disk.drop_ballast();
  if (failed) {
    store.reset();
    open(*this, options);
  }
  EXPECT_EQ(write(10), ErrorCode{0});
  EXPECT_EQ(store->unready_reason(), "");
  expect_all_acked();
  store.reset();
  open(*this, options);
  expect_all_acked();
}

struct Fault {
  DiskWork work;
  int code;
  const char* name;
};

class FailingDisk : public DiskTest, public testing::WithParamInterface<Fault> {};

TEST_P(FailingDisk, makes_the_batch_indeterminate_stops_the_process_and_loses_nothing) {
  for (int healthy = 0; healthy < 12; ++healthy) {
    SCOPED_TRACE("the failure comes after " + std::to_string(healthy));
    TemporaryFolder folder;
    acked.clear();
    std::vector<Append> unknown;
    {
      std::atomic<int> left = INT_MAX;
      WatchedVfs vfs([&](DiskWork work) {
        if (work != GetParam().work) return SQLITE_OK;
        return left.fetch_sub(1) > 0 ? SQLITE_OK : GetParam().code;
      });
      std::atomic<int> told = 0;
      SqliteOptions options = options_for(*this, folder.path());
      options.batch_limit = 7;
      options.on_fatal = [&](const std::string& what) {
        EXPECT_NE(what, "");
        ++told;
      };
      open(*this, options);
      ann = make_user("ann" + std::to_string(healthy));
      left = healthy;

      std::vector<Append> wanted;
      std::vector<std::future<Result<Appended>>> answers;
      for (int i = 0; i < 200; ++i) {
        wanted.push_back(request(ann, notes(), Text{std::to_string(i) + std::string(500, 'x')}));
        answers.push_back(start(lane, logs().append(wanted.back())));
      }
      std::size_t begun = 0;
      for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto appended = answers[i].get();
        if (appended) {
          acked[appended->entry.seq] = std::get<Text>(wanted[i].body).text;
        } else {
          // Of the batch that failed nobody knows; those that came later were not begun.
          begun += code(appended) == ErrorCode::kIndeterminate ? 1 : 0;
          if (code(appended) != ErrorCode::kIndeterminate) EXPECT_EQ(code(appended), ErrorCode::kOverloaded);
          unknown.push_back(wanted[i]);
        }
      }
      EXPECT_GE(begun, 1U) << "the disk must have failed";
      EXPECT_LE(begun, options.batch_limit);
      EXPECT_EQ(write(10), ErrorCode::kOverloaded) << "nothing is taken any more";
      EXPECT_EQ(told, 1);
      EXPECT_EQ(store->unready_reason(), "the disk failed");
      expect_all_acked();
      store.reset();
    }
    open(*this, options_for(*this, folder.path()));
    expect_all_acked();
    std::vector<std::future<Result<Appended>>> retries;
    for (const Append& again : unknown) retries.push_back(start(lane, logs().append(again)));
    for (std::size_t i = 0; i < retries.size(); ++i) {
      const auto appended = retries[i].get();
      ASSERT_TRUE(appended);
      acked[appended->entry.seq] = std::get<Text>(unknown[i].body).text;
    }
    EXPECT_EQ(acked.size(), 200U) << "each has a seq of its own";
    expect_all_acked();
    store.reset();
  }
}

INSTANTIATE_TEST_SUITE_P(Sqlite, FailingDisk,
                         testing::Values(Fault{DiskWork::kWriteWal, SQLITE_IOERR_WRITE, "writing"},
                                         Fault{DiskWork::kSyncWal, SQLITE_IOERR_FSYNC, "syncing"}),
                         [](const auto& info) { return info.param.name; });

TEST_F(DiskTest, a_disk_that_fails_at_a_checkpoint_stops_the_process_and_loses_nothing) {
  TemporaryFolder folder;
  {
    std::atomic<bool> broken = false;
    WatchedVfs vfs(
        [&](DiskWork work) { return broken && work == DiskWork::kSyncDatabase ? SQLITE_IOERR_FSYNC : SQLITE_OK; });
    std::atomic<int> told = 0;
    SqliteOptions options = options_for(*this, folder.path());
    options.on_fatal = [&](const std::string&) { ++told; };
    open(*this, options);
    ann = make_user("ann");
    broken = true;
    ErrorCode last{0};
    for (int i = 0; i < 10'000 && last == ErrorCode{0}; ++i) last = write(16'000);
    EXPECT_EQ(last, ErrorCode::kOverloaded) << "what was answered before the checkpoint stays so";
    EXPECT_EQ(told, 1);
    store.reset();
  }
  open(*this, options_for(*this, folder.path()));
  expect_all_acked();
}

}  // namespace
}  // namespace godwit::store
