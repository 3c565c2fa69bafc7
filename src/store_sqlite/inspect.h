// SPDX-License-Identifier: Apache-2.0
// Looks for what must not be: in SQLite's own structures, and in what Godwit promises of logs, heads, cursors and uploads.
#pragma once

#include <string>
#include <vector>

#include "database.h"

namespace godwit::store {

/// What SQLite finds in its own structures, whatever the schema.
std::vector<std::string> find_damage(Database& database);

/// One sentence each; empty = nothing is wrong. Reads the whole database, in one snapshot. Throws SqliteError when it cannot be read.
std::vector<std::string> find_faults(Database& database);

}  // namespace godwit::store
