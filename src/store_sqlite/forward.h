// SPDX-License-Identifier: Apache-2.0
// What a forward says. Inside a transaction, on the thread of the database.
#pragma once

#include "database.h"
#include "model/forward.h"

namespace godwit::store {

/// Made of what the author may read and wants to see, as it is now. kNotFound, kTooLarge.
Result<model::Body> copy_forwarded(Database& database, UserId author, const model::Forward& forward, UnixMillis now);

}  // namespace godwit::store
