// SPDX-License-Identifier: Apache-2.0
// What a message names and the store knows. Inside a transaction, on the thread of the database.
#pragma once

#include "database.h"
#include "model/entry.h"

namespace godwit::store {

/// Fills in the type and size of files and whom a card shows. kNotFound for files that the author did not upload and people they could
/// not find, kInviteInvalid for a link that they could not use.
Status resolve_names(Database& database, UserId author, model::Body& body, UnixMillis now);

}  // namespace godwit::store
