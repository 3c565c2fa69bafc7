// SPDX-License-Identifier: Apache-2.0
// The data folder and the disk under it.
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "doctor/checks.h"
#include "manifest.h"

namespace godwit::app {
namespace {

namespace fs = std::filesystem;
using std::chrono::nanoseconds;

constexpr std::uint64_t kNoRoom = 16 << 20;  // below this the store refuses to write
constexpr std::uint64_t kLittleRoom = 1 << 30;
constexpr int kSyncs = 40;
constexpr std::size_t kSyncBytes = 4'096;

/// The folder, or the nearest above it that is there.
fs::path nearest(const fs::path& folder) {
  std::error_code error;
  fs::path place = fs::absolute(folder, error).lexically_normal();
  while (!fs::exists(place, error) && place.has_relative_path()) place = place.parent_path();
  return place;
}

double milliseconds(nanoseconds time) { return static_cast<double>(time.count()) / 1e6; }

/// A file that vanishes with its descriptor.
int open_nameless(const fs::path& folder) {
  std::string path = folder / ".doctor-XXXXXX";
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor >= 0) ::unlink(path.c_str());
  return descriptor;
}

}  // namespace

std::optional<int> find_holder(const fs::path& data) {
  const int descriptor = ::open((data / "lock").c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  std::array<char, 24> text{};
  const ssize_t got = ::pread(descriptor, text.data(), text.size() - 1, 0);
  ::close(descriptor);
  if (!held) return std::nullopt;
  return got > 0 ? std::atoi(text.data()) : 0;
}

Finding check_folder(const fs::path& data) {
  const std::string subject = "data folder";
  struct stat facts{};
  if (::stat(data.c_str(), &facts) != 0) {
    const fs::path above = nearest(data);
    if (errno == ENOENT && ::access(above.c_str(), W_OK | X_OK) == 0) {
      return {subject, Verdict::kGood, fmt::format("{} is not there yet; the server makes it", data.string()), ""};
    }
    return {subject, Verdict::kBad,
            fmt::format("{} is not there and cannot be made in {}", data.string(), above.string()),
            "make it for the server's user, or name another with server.data"};
  }
  if (!S_ISDIR(facts.st_mode)) {
    return {subject, Verdict::kBad, fmt::format("{} is no folder", data.string()), "name another with server.data"};
  }
  if (::access(data.c_str(), R_OK | W_OK | X_OK) != 0) {
    return {subject, Verdict::kBad, fmt::format("{} may not be written by this user", data.string()),
            fmt::format("run as its owner (user {}), or give it away with chown", facts.st_uid)};
  }
  if (facts.st_uid != ::geteuid()) {
    return {subject, Verdict::kWarning, fmt::format("{} belongs to another user ({})", data.string(), facts.st_uid),
            "run godwit as that user: files that this one makes would be in its way"};
  }
  if ((facts.st_mode & 077) != 0) {
    return {subject, Verdict::kWarning,
            fmt::format("{} is open to other users (mode {:o})", data.string(), facts.st_mode & 0777),
            fmt::format("chmod 700 {}", data.string())};
  }
  return {subject, Verdict::kGood, fmt::format("{} is there, only for its owner", data.string()), ""};
}

Finding check_space(const fs::path& data) {
  const std::string subject = "free space";
  struct statvfs disk{};
  if (::statvfs(nearest(data).c_str(), &disk) != 0) {
    return {subject, Verdict::kWarning, fmt::format("cannot be told: {}", std::strerror(errno)), "look with df"};
  }
  const std::uint64_t free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
  const std::string what = fmt::format("{:.1f} GB", static_cast<double>(free) / 1e9);
  if (free < kNoRoom) return {subject, Verdict::kBad, what + ": messages are refused", "make room on this disk"};
  if (free < kLittleRoom) return {subject, Verdict::kWarning, what, "make room before it is full"};
  return {subject, Verdict::kGood, what, ""};
}

Finding check_leftovers(const fs::path& data, std::optional<int> holder) {
  const std::string subject = "leftovers";
  std::error_code error;
  if (fs::exists(data / (std::string(kDatabaseName) + ".restoring"), error)) {
    return {subject, Verdict::kBad, "a restore into this folder did not end",
            "empty the folder and restore again; there is no data in it but the half copy"};
  }
  if (holder) return {subject, Verdict::kGood, "none", ""};
  // The next start removes the one and recovers from the other: only told so that nobody looks for more. The file of the lock always stays.
  std::vector<std::string> seen;
  for (const std::string name : {"admin.sock", "godwit.db-wal"}) {
    if (fs::exists(fs::symlink_status(data / name, error))) seen.push_back(name);
  }
  if (seen.empty()) return {subject, Verdict::kGood, "none", ""};
  return {subject, Verdict::kGood, fmt::format("{}: harmless, the next start takes care of it", fmt::join(seen, ", ")),
          ""};
}

Finding check_disk_speed(const fs::path& data) {
  const int descriptor = open_nameless(data);
  if (descriptor < 0) {
    return {"disk speed", Verdict::kBad, fmt::format("nothing can be written: {}", std::strerror(errno)),
            "see what is said of the data folder"};
  }
  const std::array<char, kSyncBytes> page{};
  std::vector<nanoseconds> times;
  bool failed = false;
  for (int i = 0; i < kSyncs && !failed; ++i) {
    const auto began = std::chrono::steady_clock::now();
    failed =
        ::write(descriptor, page.data(), page.size()) != static_cast<ssize_t>(page.size()) || ::fsync(descriptor) != 0;
    times.push_back(std::chrono::steady_clock::now() - began);
  }
  const int why = errno;
  struct statfs system{};
  const bool in_memory =
      ::fstatfs(descriptor, &system) == 0 && (system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC);
  ::close(descriptor);
  if (failed) {
    return {"disk speed", Verdict::kBad, fmt::format("a write did not reach the disk: {}", std::strerror(why)),
            "look at the disk and at dmesg"};
  }
  std::ranges::sort(times);
  return judge_disk_speed(times[times.size() / 2], times.back(), in_memory);
}

Finding judge_disk_speed(nanoseconds median, nanoseconds longest, bool in_memory) {
  const std::string subject = "disk speed";
  constexpr std::chrono::milliseconds kQuick{5};
  constexpr std::chrono::milliseconds kSlow{30};
  const std::string what = fmt::format("a write is on disk after {:.2f} ms (longest of {}: {:.2f} ms)",
                                       milliseconds(median), kSyncs, milliseconds(longest));
  if (in_memory) {
    return {subject, Verdict::kWarning, "the folder is in memory: everything is gone with the machine",
            "put server.data on a disk"};
  }
  if (median > kSlow) {
    return {subject, Verdict::kWarning, what + ": every message waits as long",
            "an SSD, or a disk with a battery-backed cache, does it in a millisecond or two"};
  }
  if (median > kQuick)
    return {subject, Verdict::kWarning, what + ", which is slow", "an SSD does it in a millisecond or two"};
  return {subject, Verdict::kGood, what, ""};
}

}  // namespace godwit::app
