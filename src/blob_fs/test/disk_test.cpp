// SPDX-License-Identifier: Apache-2.0
// A disk that runs full, and a process that is killed while it writes.
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "blob_fs/fs_blob_store.h"
#include "contract/blob_contract.h"
#include "media_folder.h"

namespace godwit::blob {
namespace {

using contract::Calls;
using contract::code;
using contract::pattern;

/// No file of this process grows beyond so many bytes: a write takes what fits and then fails, as on a full disk.
class FileLimit {
 public:
  explicit FileLimit(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }
  FileLimit(const FileLimit&) = delete;
  FileLimit& operator=(const FileLimit&) = delete;

 private:
  rlimit before_{};
  sighandler_t handler_;
};

TEST(BlobDisk, that_takes_half_a_piece_keeps_none_of_it_and_goes_on_when_there_is_room) {
  const MediaFolder folder;
  auto blobs = open_blob_folder(folder.path());
  ASSERT_TRUE(blobs);
  Calls calls(std::move(*blobs));
  const std::string bytes = pattern(150'000);
  ASSERT_TRUE(calls.rewind("a", 0));
  {
    const FileLimit limit(100'000);
    ASSERT_TRUE(calls.write("a", 0, bytes.substr(0, 60'000)));
    EXPECT_EQ(code(calls.write("a", 60'000, bytes.substr(60'000))), ErrorCode::kStorageFull);
    EXPECT_EQ(std::filesystem::file_size(folder.path() / "uploads/a"), 60'000U);
    EXPECT_TRUE(calls.put("b", "others that fit are taken"));
  }
  ASSERT_TRUE(calls.write("a", 60'000, bytes.substr(60'000)));
  const auto sealed = calls.seal("a");
  ASSERT_TRUE(sealed);
  EXPECT_EQ(calls.read(sealed->hash, 0, 200'000), bytes);
}

/// A file system of one megabyte; only an administrator may make one, and not in every container.
class SmallDisk {
 public:
  SmallDisk() : mounted_(::mount("none", folder_.path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  explicit operator bool() const { return mounted_; }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  MediaFolder folder_;
  bool mounted_;
};

TEST(BlobDisk, that_is_full_refuses_and_takes_again_what_was_made_room_for) {
  const SmallDisk disk;
  if (!disk) GTEST_SKIP() << "no file system may be mounted here; the test above does the same with a limit";
  auto blobs = open_blob_folder(disk.path());
  ASSERT_TRUE(blobs);
  Calls calls(std::move(*blobs));
  const auto first = calls.put("a", pattern(600'000));
  ASSERT_TRUE(first);
  ASSERT_TRUE(calls.rewind("b", 0));
  EXPECT_EQ(code(calls.write("b", 0, pattern(600'000, 1))), ErrorCode::kStorageFull);
  EXPECT_EQ(calls.read(first->hash, 0, 1'000'000), pattern(600'000)) << "what is there can be read";
  ASSERT_TRUE(calls.remove_content(first->hash));
  EXPECT_TRUE(calls.put("b", pattern(600'000, 1)));
}

constexpr std::size_t kPiece = 64 * 1024;

/// Runs in a process of its own: writes for ever, and tells after each sync how many bytes are on disk.
[[noreturn]] void write_until_killed(const std::filesystem::path& folder, int tell) {
  auto blobs = open_blob_folder(folder);
  if (!blobs) ::_exit(1);
  Calls calls(std::move(*blobs));
  if (!calls.rewind("a", 0)) ::_exit(2);
  for (std::uint64_t at = 0;; at += 2 * kPiece) {
    if (!calls.write("a", at, pattern(kPiece, at)) || !calls.sync("a")) ::_exit(3);
    const std::uint64_t synced = at + kPiece;
    if (::write(tell, &synced, sizeof synced) != sizeof synced) ::_exit(4);
    // Never synced before the next round: what a crash may take.
    if (!calls.write("a", synced, pattern(kPiece, synced))) ::_exit(5);
  }
}

TEST(BlobDisk, has_what_was_synced_after_the_process_was_killed_while_it_wrote) {
  for (int rounds : {1, 3, 20}) {
    const MediaFolder folder;
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) write_until_killed(folder.path(), pipe[1]);
    ::close(pipe[1]);
    std::uint64_t synced = 0;
    for (int i = 0; i < rounds; ++i) {
      ASSERT_EQ(::read(pipe[0], &synced, sizeof synced), static_cast<ssize_t>(sizeof synced)) << "the writer ended";
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    ::close(pipe[0]);

    auto blobs = open_blob_folder(folder.path());
    ASSERT_TRUE(blobs);
    Calls calls(std::move(*blobs));
    ASSERT_TRUE(calls.rewind("a", synced)) << "all that was synced is there, and the rest is cut";
    ASSERT_TRUE(calls.write("a", synced, "the end"));
    const auto sealed = calls.seal("a");
    ASSERT_TRUE(sealed);
    for (std::uint64_t at = 0; at < synced; at += kPiece) {
      ASSERT_EQ(calls.read(sealed->hash, at, kPiece), pattern(kPiece, at)) << at;
    }
    EXPECT_EQ(calls.read(sealed->hash, synced, 100), "the end");
    EXPECT_TRUE(calls.list().uploads.empty());
  }
}

}  // namespace
}  // namespace godwit::blob
