// SPDX-License-Identifier: Apache-2.0
// Order matters. Media files never change and are named after what is in them, so they are copied first, which takes long, then the
// database as of one moment, then the media that came between: whatever the database names is there, even if it is deleted meanwhile.
#include <fmt/format.h>
#include <sys/stat.h>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstring>
#include <iostream>
#include <map>

#include "backup_verbs.h"
#include "base/clock.h"
#include "verbs.h"

namespace godwit::app {
namespace {

namespace fs = std::filesystem;

using Files = std::map<std::string, ManifestFile>;

/// Adds the files of one folder that the copy does not have.
Status copy_folder(const fs::path& data, const std::string& name, const fs::path& copy, Files& files) {
  std::error_code error;
  if (!fs::is_directory(data / name, error)) return {};
  std::vector<fs::path> folders = {copy / name};
  fs::create_directory(copy / name, error);
  for (fs::recursive_directory_iterator it(data / name, error), end; !error && it != end; it.increment(error)) {
    const fs::path relative = it->path().lexically_relative(data);
    std::error_code gone;
    if (it->is_directory(gone)) {
      fs::create_directory(copy / relative, error);
      folders.push_back(copy / relative);
      continue;
    }
    if (!it->is_regular_file(gone) || files.contains(relative)) continue;
    auto file = copy_with_checksum(it->path(), copy / relative);
    // Deleted between looking and reading: then the database does not name it any more.
    if (!file && !fs::exists(it->path(), gone)) {
      fs::remove(copy / relative, gone);
      continue;
    }
    if (!file) return std::unexpected(file.error());
    file->path = relative;
    files.emplace(relative, std::move(*file));
  }
  if (error)
    return fail(ErrorCode::kInternal, fmt::format("cannot copy {}: {}", (data / name).string(), error.message()));
  for (const fs::path& folder : folders) {
    if (auto ok = sync_folder(folder); !ok) return ok;
  }
  return {};
}

Status copy_folders(const fs::path& data, const fs::path& copy, Files& files) {
  for (const char* name : kCopiedFolders) {
    if (auto ok = copy_folder(data, name, copy, files); !ok) return ok;
  }
  return {};
}

Result<Manifest> fill(const Config& config, const fs::path& folder) {
  Manifest manifest{.server = "godwit/" GODWIT_VERSION, .made_ms = SystemClock().unix_millis()};
  Files files;
  if (auto ok = copy_folders(config.data, folder, files); !ok) return std::unexpected(ok.error());
  const fs::path database = fs::absolute(folder) / kDatabaseName;
  auto answer = administer(config, {{"verb", "backup.snapshot"}, {"file", database.string()}});
  if (!answer) return std::unexpected(answer.error());
  manifest.epoch = answer->at("epoch").to_number<Epoch>();
  if (auto ok = copy_folders(config.data, folder, files); !ok) return std::unexpected(ok.error());
  auto facts = read_checksum(database);
  if (!facts) return std::unexpected(facts.error());
  facts->path = kDatabaseName;
  manifest.files.push_back(std::move(*facts));
  for (auto& [path, file] : files) manifest.files.push_back(std::move(file));
  if (auto ok = write_manifest(folder, manifest); !ok) return std::unexpected(ok.error());
  return manifest;
}

}  // namespace

Result<Manifest> make_backup(const Config& config, const fs::path& target) {
  fs::path folder = target.lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  fs::path partial = folder;
  partial += ".incomplete";
  std::error_code error;
  if (!fs::exists(fs::path(config.data) / kDatabaseName, error)) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no data of Godwit in {}", config.data));
  }
  if (fs::exists(fs::symlink_status(folder, error))) {
    return fail(ErrorCode::kConflict, fmt::format("{} exists; a backup overwrites nothing", folder.string()));
  }
  if (fs::exists(fs::symlink_status(partial, error))) {
    return fail(ErrorCode::kConflict,
                fmt::format("{} is left of a backup that did not end, or is being made; delete it in the first case",
                            partial.string()));
  }
  if (::mkdir(partial.c_str(), 0700) != 0) {
    return fail(ErrorCode::kInternal, fmt::format("cannot make {}: {}", partial.string(), std::strerror(errno)));
  }
  auto manifest = fill(config, partial);
  if (manifest) {
    fs::rename(partial, folder, error);
    if (error) {
      manifest = fail(ErrorCode::kInternal, fmt::format("cannot rename {}: {}", partial.string(), error.message()));
    } else if (auto ok = sync_folder(fs::absolute(folder).parent_path()); !ok) {
      return std::unexpected(ok.error());
    }
  }
  if (!manifest) fs::remove_all(partial, error);
  return manifest;
}

int back_up(const Config& config, const std::string& folder) {
  const auto manifest = make_backup(config, folder);
  if (!manifest) return complain(manifest.error().detail);
  std::uint64_t bytes = 0;
  for (const ManifestFile& file : manifest->files) bytes += file.bytes;
  std::cout << fmt::format("{}: {} files, {:.1f} MB; `godwit restore` makes a data folder of it\n", folder,
                           manifest->files.size(), static_cast<double>(bytes) / 1e6);
  return 0;
}

}  // namespace godwit::app
