// SPDX-License-Identifier: Apache-2.0
// What `godwit backup` and `godwit restore` do (docs/operations.md). Each answers the exit status and prints for people; what they do to
// files is in make_backup and restore_backup.
#pragma once

#include <filesystem>

#include "config.h"
#include "manifest.h"

namespace godwit::app {

/// Copies a data folder, of a running server too, into a new folder. While it works that is called <folder>.incomplete; the name changes
/// when all is on disk. kConflict when one of the two is there, kNotFound when there is no data.
Result<Manifest> make_backup(const Config& config, const std::filesystem::path& folder);

struct Restored {
  Manifest manifest;
  Epoch epoch = 0;  ///< the new one
};
/// Makes a data folder of a backup: checks every file and raises the epoch. kConflict when the data folder holds anything; kInvalid when
/// the backup is damaged. After an error the data folder is as it was.
Result<Restored> restore_backup(const Config& config, const std::filesystem::path& folder);

int back_up(const Config& config, const std::string& folder);
int restore(const Config& config, const std::string& folder);

}  // namespace godwit::app
