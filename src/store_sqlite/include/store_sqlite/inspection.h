// SPDX-License-Identifier: Apache-2.0
// Looks for faults in a data folder that no server holds. A plain thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"

namespace godwit::store {

/// A sentence for each thing that is wrong, as Store::inspect; holds the folder meanwhile and changes nothing. Data of an older version,
/// which the next start brings up to date, is only looked at by SQLite itself. kConflict, kInvalid, kInternal as open_sqlite.
Result<std::vector<std::string>> inspect_folder(const std::filesystem::path& folder);

}  // namespace godwit::store
