// SPDX-License-Identifier: Apache-2.0
// Every call goes on to the real file, which lies behind ours in the memory that SQLite gives for both.
#include "watched_vfs.h"

#include <string_view>

#include "base/error.h"

namespace godwit::store {
namespace {

WatchedVfs::Hook current_hook;
sqlite3_vfs* real_vfs = nullptr;

struct WatchedFile {
  sqlite3_file base;
  bool is_wal;
  bool is_database;
};

constexpr int kRealOffset = (sizeof(WatchedFile) + 15) / 16 * 16;

sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + kRealOffset);
}

int ask(sqlite3_file* file, DiskWork wal, DiskWork database) {
  const auto* watched = reinterpret_cast<const WatchedFile*>(file);
  if (watched->is_wal) return current_hook(wal);
  if (watched->is_database) return current_hook(database);
  return SQLITE_OK;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const int code = ask(file, DiskWork::kWriteWal, DiskWork::kWriteDatabase);
  return code == SQLITE_OK ? real(file)->pMethods->xWrite(real(file), bytes, size, offset) : code;
}

int sync(sqlite3_file* file, int flags) {
  const int code = ask(file, DiskWork::kSyncWal, DiskWork::kSyncDatabase);
  return code == SQLITE_OK ? real(file)->pMethods->xSync(real(file), flags) : code;
}

template <auto kMethod>
struct Forward;
template <class... Args, int (*sqlite3_io_methods::*kMethod)(sqlite3_file*, Args...)>
struct Forward<kMethod> {
  static int call(sqlite3_file* file, Args... args) { return (real(file)->pMethods->*kMethod)(real(file), args...); }
};

void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }

using Methods = sqlite3_io_methods;
const Methods kMethods{.iVersion = 3,
                       .xClose = Forward<&Methods::xClose>::call,
                       .xRead = Forward<&Methods::xRead>::call,
                       .xWrite = write,
                       .xTruncate = Forward<&Methods::xTruncate>::call,
                       .xSync = sync,
                       .xFileSize = Forward<&Methods::xFileSize>::call,
                       .xLock = Forward<&Methods::xLock>::call,
                       .xUnlock = Forward<&Methods::xUnlock>::call,
                       .xCheckReservedLock = Forward<&Methods::xCheckReservedLock>::call,
                       .xFileControl = Forward<&Methods::xFileControl>::call,
                       .xSectorSize = Forward<&Methods::xSectorSize>::call,
                       .xDeviceCharacteristics = Forward<&Methods::xDeviceCharacteristics>::call,
                       .xShmMap = Forward<&Methods::xShmMap>::call,
                       .xShmLock = Forward<&Methods::xShmLock>::call,
                       .xShmBarrier = barrier,
                       .xShmUnmap = Forward<&Methods::xShmUnmap>::call,
                       .xFetch = Forward<&Methods::xFetch>::call,
                       .xUnfetch = Forward<&Methods::xUnfetch>::call};

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  auto* watched = reinterpret_cast<WatchedFile*>(file);
  // The index of the search has files and a thread of its own, which would come to the hook at moments of its own.
  const bool is_index = name && std::string_view(name).find("/search.db") != std::string_view::npos;
  watched->is_wal = !is_index && (flags & SQLITE_OPEN_WAL) != 0;
  watched->is_database = !is_index && (flags & SQLITE_OPEN_MAIN_DB) != 0;
  watched->base.pMethods = nullptr;
  const int code = real_vfs->xOpen(real_vfs, name, real(file), flags, out_flags);
  if (real(file)->pMethods) watched->base.pMethods = &kMethods;
  return code;
}

}  // namespace

WatchedVfs::WatchedVfs(Hook hook) : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  GODWIT_CHECK(!current_hook);
  current_hook = std::move(hook);
  real_vfs = real_;
  vfs_.zName = "watched";
  vfs_.szOsFile = kRealOffset + real_->szOsFile;
  vfs_.xOpen = open;
  sqlite3_vfs_register(&vfs_, 1);
}

WatchedVfs::~WatchedVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
  current_hook = nullptr;
}

}  // namespace godwit::store
