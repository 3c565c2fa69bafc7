// SPDX-License-Identifier: Apache-2.0
// The embedded store: one SQLite database (WAL, synchronous=FULL) in the data folder, one thread that writes and checkpoints,
// a few that read. Appends that arrive while a commit is in progress share the next one (natural group commit).
// Any lane may call the interfaces. An I/O error makes the batch indeterminate and then calls Options::on_fatal.
#pragma once

#include <memory>

#include "store/store.h"
#include "store_sqlite/sqlite_options.h"

namespace godwit::store {

/// Opens or makes the database, migrates it, takes the folder's lock. kConflict with a sentence for people when another process holds
/// the folder, kInvalid when it was made by a newer version, kInternal when it cannot be read.
Result<std::unique_ptr<Store>> open_sqlite(SqliteOptions options);

}  // namespace godwit::store
