// SPDX-License-Identifier: Apache-2.0
#include "snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>
#include <memory>

namespace godwit::store {
namespace {

/// 4 MiB at a time: between two steps a stop is noticed.
constexpr int kPagesPerStep = 1'024;

Status sync(const std::filesystem::path& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int why = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (synced) return {};
  return fail(ErrorCode::kInternal, fmt::format("cannot bring {} to disk: {}", path.string(), std::strerror(why)));
}

Status copy_pages(Database& database, Database& copy, const std::atomic<bool>& stopping) {
  const std::unique_ptr<sqlite3_backup, int (*)(sqlite3_backup*)> backup(
      sqlite3_backup_init(copy.handle(), "main", database.handle(), "main"), sqlite3_backup_finish);
  if (!backup) return fail(ErrorCode::kInternal, sqlite3_errmsg(copy.handle()));
  for (;;) {
    const int code = sqlite3_backup_step(backup.get(), kPagesPerStep);
    if (code == SQLITE_DONE) return {};
    if ((code & 0xFF) == SQLITE_FULL) return fail(ErrorCode::kStorageFull, "there is no room for the copy");
    if (code != SQLITE_OK) return fail(ErrorCode::kInternal, sqlite3_errstr(code));
    if (stopping) return fail(ErrorCode::kGoingAway, "the server stops");
  }
}

}  // namespace

Status copy_database(Database& database, const std::filesystem::path& file, const std::atomic<bool>& stopping) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    const ErrorCode code = errno == EEXIST ? ErrorCode::kConflict : ErrorCode::kInternal;
    return fail(code, fmt::format("the server cannot make {}: {}", file.string(), std::strerror(errno)));
  }
  ::close(descriptor);
  // A transaction around all steps: they see one state, whatever is committed between them.
  database.execute("BEGIN");
  database.query("SELECT count(*) FROM meta").run();
  Status status;
  try {
    Database copy(file, Database::Mode::kReadWrite);
    // Nobody reads the copy before it is whole.
    copy.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
    status = copy_pages(database, copy, stopping);
  } catch (const SqliteError& error) {
    status = fail(ErrorCode::kInternal, fmt::format("{}: {}", file.string(), error.what));
  }
  database.execute("ROLLBACK");
  if (status) status = sync(file, O_RDWR);
  if (status) status = sync(file.parent_path(), O_RDONLY | O_DIRECTORY);
  if (!status) ::unlink(file.c_str());
  return status;
}

}  // namespace godwit::store
