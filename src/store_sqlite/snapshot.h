// SPDX-License-Identifier: Apache-2.0
// A consistent copy of the database while it is written to, by SQLite's backup interface. On a thread and a connection of its own.
#pragma once

#include <atomic>
#include <filesystem>

#include "base/error.h"
#include "database.h"

namespace godwit::store {

/// Copies what the connection sees into a new file, only its owner's, and brings it to disk. kConflict when the file is there, kGoingAway
/// when `stopping` became true meanwhile, kStorageFull or kInternal when it cannot be written; then there is no file.
/// Throws SqliteError when the database cannot be read.
Status copy_database(Database& database, const std::filesystem::path& file, const std::atomic<bool>& stopping);

}  // namespace godwit::store
