// SPDX-License-Identifier: Apache-2.0
// What makes a copy of a database a store again. A plain thread; no store may have the file open.
#pragma once

#include <filesystem>

#include "base/clock.h"
#include "base/error.h"

namespace godwit::store {

/// Raises the epoch: entries that were stored after the copy was made are gone, their seqs will be given again, and devices that hold
/// them must see that. The new epoch is the time in milliseconds, or one more than the old if that is later: two restores of one copy
/// never get the same one. Checks the structures of the file; kInvalid when they are damaged or of a newer schema, kInternal when it
/// cannot be written.
Result<Epoch> begin_new_epoch(const std::filesystem::path& database, const Clock& clock);

}  // namespace godwit::store
