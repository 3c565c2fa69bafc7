// SPDX-License-Identifier: Apache-2.0
// Numbered one-step migrations (migrations/NNNN_name.sql), embedded at build time and applied at start, each in its own transaction.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "database.h"

namespace godwit::store {

/// In order; the first leads from an empty file to version 1. Generated from the folder.
std::vector<std::string_view> migrations();

/// How many migrations the database has seen. kInvalid when it is of a newer version than this program knows.
Result<std::size_t> schema_version(Database& database);

/// Brings the database to the newest version. kInvalid when it is of a newer one than this program knows.
Status migrate(Database& database);

}  // namespace godwit::store
