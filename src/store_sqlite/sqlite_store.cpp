// SPDX-License-Identifier: Apache-2.0
#include "store_sqlite/sqlite_store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

#include "engine.h"
#include "inspect.h"
#include "log_rows.h"
#include "migrate.h"
#include "search/sqlite_search_index.h"
#include "snapshot.h"
#include "sqlite_account_store.h"
#include "sqlite_admin_store.h"
#include "sqlite_contact_store.h"
#include "sqlite_device_store.h"
#include "sqlite_group_store.h"
#include "sqlite_log_store.h"
#include "sqlite_media_store.h"
#include "sqlite_presence_store.h"
#include "sqlite_report_store.h"
#include "store_sqlite/inspection.h"

namespace godwit::store {
namespace {

/// Holds the data folder for this process: an flock that the kernel drops when the process ends, however it ends.
class FolderLock {
 public:
  static Result<FolderLock> take(const std::filesystem::path& folder) {
    const std::string path = folder / "lock";
    FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.descriptor_ < 0) {
      return fail(ErrorCode::kInternal,
                  fmt::format("cannot write to the data folder {}: {}", folder.string(), strerror(errno)));
    }
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
      char pid[24] = {};
      const ssize_t got = ::pread(lock.descriptor_, pid, sizeof pid - 1, 0);
      return fail(ErrorCode::kConflict, fmt::format("another godwit uses the data folder {} (process {})",
                                                    folder.string(), got > 0 ? pid : "unknown"));
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(lock.descriptor_, 0) != 0 || ::pwrite(lock.descriptor_, pid.data(), pid.size(), 0) < 0) {
      // A full disk: the lock holds all the same, only the sentence above will lack the number.
    }
    return lock;
  }
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// A folder in memory for a store without one; gone with it.
struct MemoryFolder {
  MemoryFolder() {
    for (std::string name : {"/dev/shm/godwit-XXXXXX", "/tmp/godwit-XXXXXX"}) {
      if (!::mkdtemp(name.data())) continue;
      path = name;
      return;
    }
  }
  ~MemoryFolder() {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
  std::filesystem::path path;
};

/// Makes the file so that only its owner reads it, in a folder that may be open to all; SQLite gives those beside it the same rights.
void make_private(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor >= 0) ::close(descriptor);
}

/// Where WAL cannot be had, SQLite stays with another mode and reports no error.
bool uses_wal(Database& database) {
  Query query = database.query("PRAGMA journal_mode");
  return query.step() && query.bytes(0) == "wal";
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::unique_ptr<MemoryFolder> scratch, FolderLock lock, const SqliteOptions& options,
              const std::string& path, std::unique_ptr<Database> writable, Epoch epoch)
      : scratch_(std::move(scratch)),
        lock_(std::move(lock)),
        engine_(options, path, std::move(writable), epoch),
        search_({.main = path,
                 .search = options.folder / "search.db",
                 .epoch = epoch,
                 .poll = options.search_poll,
                 .metrics = options.metrics,
                 .clock = options.clock}) {}

  LogStore& logs() override { return logs_; }
  AccountStore& accounts() override { return accounts_; }
  DeviceStore& devices() override { return devices_; }
  ContactStore& contacts() override { return contacts_; }
  GroupStore& groups() override { return groups_; }
  MediaStore& media() override { return media_; }
  PresenceStore& presence() override { return presence_; }
  AdminStore& admin() override { return admin_; }
  ReportStore& reports() override { return reports_; }
  SearchIndex& search() override { return search_; }
  Epoch epoch() const override { return engine_.epoch; }
  std::string unready_reason() const override { return engine_.writer.unready_reason(); }

  Task<Result<Epoch>> snapshot(std::filesystem::path file) override {
    return engine_.read_long<Epoch>(
        [this, file = std::move(file)](Database& database, const std::atomic<bool>& stopping) -> Result<Epoch> {
          if (auto ok = copy_database(database, file, stopping); !ok) return std::unexpected(ok.error());
          return engine_.epoch;
        });
  }
  Task<Result<std::vector<std::string>>> inspect() override {
    using Faults = std::vector<std::string>;
    return engine_.read_long<Faults>(
        [](Database& database, const std::atomic<bool>&) -> Result<Faults> { return find_faults(database); });
  }

 private:
  std::unique_ptr<MemoryFolder> scratch_;
  FolderLock lock_;
  Engine engine_;
  SqliteLogStore logs_{engine_};
  SqliteAccountStore accounts_{engine_};
  SqliteDeviceStore devices_{engine_};
  SqliteContactStore contacts_{engine_};
  SqliteGroupStore groups_{engine_};
  SqliteMediaStore media_{engine_};
  SqlitePresenceStore presence_{engine_};
  SqliteAdminStore admin_{engine_};
  SqliteReportStore reports_{engine_};
  SqliteSearchIndex search_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(SqliteOptions options) {
  std::unique_ptr<MemoryFolder> scratch;
  if (options.folder.empty()) {
    scratch = std::make_unique<MemoryFolder>();
    options.folder = scratch->path;
    options.min_free_bytes = 0;
  }
  std::error_code error;
  const bool made = std::filesystem::create_directories(options.folder, error);
  if (error) {
    return fail(ErrorCode::kInternal,
                fmt::format("cannot make the data folder {}: {}", options.folder.string(), error.message()));
  }
  // What people say is nobody else's business.
  if (made) std::filesystem::permissions(options.folder, std::filesystem::perms::owner_all, error);

  auto lock = FolderLock::take(options.folder);
  if (!lock) return std::unexpected(lock.error());
  const std::string path = options.folder / "godwit.db";
  make_private(path);
  try {
    auto database = std::make_unique<Database>(path, Database::Mode::kReadWrite);
    database->execute(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
        "PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; "
        "PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536");
    if (!uses_wal(*database)) {
      return fail(ErrorCode::kInternal, fmt::format("{} is on a file system where SQLite cannot write ahead", path));
    }
    // A recalled text is overwritten with zeros and not only unlinked.
    database->execute("PRAGMA secure_delete = ON");
    // A crash may have left commits that are in the kernel's cache and not on disk: nobody may see them before they are.
    database->checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    if (auto ok = migrate(*database); !ok) return std::unexpected(ok.error());
    const Epoch epoch = read_epoch(*database);
    return std::make_unique<SqliteStore>(std::move(scratch), std::move(*lock), options, path, std::move(database),
                                         epoch);
  } catch (const SqliteError& failure) {
    return fail(ErrorCode::kInternal, fmt::format("cannot open {}: {}", path, failure.what));
  }
}

Result<std::vector<std::string>> inspect_folder(const std::filesystem::path& folder) {
  const auto lock = FolderLock::take(folder);
  if (!lock) return std::unexpected(lock.error());
  const std::string path = folder / "godwit.db";
  try {
    Database database(path, Database::Mode::kReadWrite);
    database.execute("PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF");
    const auto version = schema_version(database);
    if (!version) return std::unexpected(version.error());
    return *version == migrations().size() ? find_faults(database) : find_damage(database);
  } catch (const SqliteError& failure) {
    return fail(ErrorCode::kInternal, fmt::format("cannot open {}: {}", path, failure.what));
  }
}

}  // namespace godwit::store
