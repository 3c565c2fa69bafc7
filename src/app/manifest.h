// SPDX-License-Identifier: Apache-2.0
// The list of a backup's files with their checksums: manifest.json, written last. A folder without it is no whole backup. A plain thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

namespace godwit::app {

inline constexpr const char* kManifestName = "manifest.json";
inline constexpr const char* kDatabaseName = "godwit.db";
/// Folders that go with the database: what people sent, and the server's own authority, which devices trust.
inline constexpr std::array kCopiedFolders = {"media", "tls"};

struct ManifestFile {
  std::string path;  ///< relative, below the backup's folder: godwit.db, media/… or tls/…
  std::uint64_t bytes = 0;
  std::string sha256;  ///< hexadecimal, as sha256sum prints it
};

struct Manifest {
  std::string server;  ///< program and version that made it
  UnixMillis made_ms = 0;
  Epoch epoch = 0;
  std::vector<ManifestFile> files;
};

/// Brings it to disk.
Status write_manifest(const std::filesystem::path& folder, const Manifest& manifest);
/// kNotFound when there is none, kInvalid when it is not one, names another format or a file that a backup does not have.
Result<Manifest> read_manifest(const std::filesystem::path& folder);

/// Copies a file, only for its owner, brings it to disk and tells its size and checksum. kInternal with a sentence.
Result<ManifestFile> copy_with_checksum(const std::filesystem::path& from, const std::filesystem::path& to);
/// Size and checksum of a file; `path` is left empty.
Result<ManifestFile> read_checksum(const std::filesystem::path& file);
/// Brings the names in a folder to disk.
Status sync_folder(const std::filesystem::path& folder);

}  // namespace godwit::app
