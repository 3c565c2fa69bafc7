// SPDX-License-Identifier: Apache-2.0
// The database gets its name last: a data folder is empty to a server, or whole.
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstring>
#include <iostream>
#include <set>

#include "backup_verbs.h"
#include "base/clock.h"
#include "store_sqlite/restore.h"
#include "verbs.h"

namespace godwit::app {
namespace {

namespace fs = std::filesystem;

Status copy_checked(const fs::path& from, const fs::path& to, const ManifestFile& expected) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  const auto facts = copy_with_checksum(from, to);
  if (!facts) return std::unexpected(facts.error());
  if (facts->sha256 == expected.sha256 && facts->bytes == expected.bytes) return {};
  return fail(ErrorCode::kInvalid,
              fmt::format("{} is not what was backed up: its checksum differs. Nothing was restored", from.string()));
}

Result<Epoch> fill(const fs::path& data, const fs::path& backup, const Manifest& manifest) {
  const fs::path database = data / (std::string(kDatabaseName) + ".restoring");
  bool has_database = false;
  std::set<fs::path> folders = {data};
  for (const ManifestFile& file : manifest.files) {
    const bool is_database = file.path == kDatabaseName;
    const fs::path to = is_database ? database : data / file.path;
    has_database = has_database || is_database;
    if (auto ok = copy_checked(backup / file.path, to, file); !ok) return std::unexpected(ok.error());
    for (fs::path folder = to.parent_path(); folder != data; folder = folder.parent_path()) folders.insert(folder);
  }
  if (!has_database) return fail(ErrorCode::kInvalid, fmt::format("{} has no database", backup.string()));
  const auto epoch = store::begin_new_epoch(database, SystemClock());
  if (!epoch) return epoch;
  for (const fs::path& folder : folders) {
    if (auto ok = sync_folder(folder); !ok) return std::unexpected(ok.error());
  }
  std::error_code error;
  fs::rename(database, data / kDatabaseName, error);
  if (error) return fail(ErrorCode::kInternal, fmt::format("cannot rename {}: {}", database.string(), error.message()));
  if (auto ok = sync_folder(data); !ok) return std::unexpected(ok.error());
  return epoch;
}

}  // namespace

Result<Restored> restore_backup(const Config& config, const fs::path& backup) {
  const fs::path data = config.data;
  auto manifest = read_manifest(backup);
  if (!manifest) return std::unexpected(manifest.error());
  std::error_code error;
  const bool there = fs::exists(fs::symlink_status(data, error));
  error.clear();  // that it is not there is none
  if (there && !fs::is_directory(data, error)) {
    return fail(ErrorCode::kConflict, fmt::format("{} is no folder", data.string()));
  }
  if (there && !fs::is_empty(data, error)) {
    return fail(ErrorCode::kConflict,
                fmt::format("{} is not empty; restore into a new folder, or move the old one away", data.string()));
  }
  if (error) return fail(ErrorCode::kInternal, fmt::format("cannot read {}: {}", data.string(), error.message()));
  if (!there) {
    fs::create_directories(data, error);
    fs::permissions(data, fs::perms::owner_all, error);
    if (error) return fail(ErrorCode::kInternal, fmt::format("cannot make {}: {}", data.string(), error.message()));
  }
  const auto epoch = fill(data, backup, *manifest);
  if (epoch) return Restored{std::move(*manifest), *epoch};
  // It was empty.
  for (const auto& left : fs::directory_iterator(data, error)) fs::remove_all(left.path(), error);
  if (!there) fs::remove(data, error);
  return std::unexpected(epoch.error());
}

int restore(const Config& config, const std::string& folder) {
  const auto restored = restore_backup(config, folder);
  if (!restored) return complain(restored.error().detail);
  std::cout << fmt::format("restored {} files into {}; epoch {} tells every device to read again\n",
                           restored->manifest.files.size(), config.data, restored->epoch);
  return 0;
}

}  // namespace godwit::app
