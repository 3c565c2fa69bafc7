// SPDX-License-Identifier: Apache-2.0
// SQLite's way to the disk with a hook in it: while one of these lives, databases are opened through it, and a test decides what
// becomes of each write and fsync (but those of the search index). One at a time; outlives the stores that were opened through it.
#pragma once

#include <sqlite3.h>

#include <functional>

namespace godwit::store {

enum class DiskWork { kWriteWal, kWriteDatabase, kSyncWal, kSyncDatabase };

class WatchedVfs {
 public:
  /// Called before the work, on the thread that does it. SQLITE_OK lets it happen; anything else is answered instead.
  using Hook = std::function<int(DiskWork)>;

  explicit WatchedVfs(Hook hook);
  ~WatchedVfs();
  WatchedVfs(const WatchedVfs&) = delete;
  WatchedVfs& operator=(const WatchedVfs&) = delete;

 private:
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
};

}  // namespace godwit::store
