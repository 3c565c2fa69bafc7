// SPDX-License-Identifier: Apache-2.0
// Who may administer, and the audit. Inside a transaction, on the thread of the database.
#pragma once

#include <string_view>

#include "base/error.h"
#include "base/ids.h"
#include "database.h"

namespace godwit::store {

/// 0 is the command line: whoever may write to the data folder. Else kForbidden unless the account is an enabled administrator.
Status check_actor(Database& database, UserId actor);
void audit(Database& database, UserId actor, std::string_view act, UserId target, UnixMillis now);

}  // namespace godwit::store
