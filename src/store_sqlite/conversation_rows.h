// SPDX-License-Identifier: Apache-2.0
// Rows of what people decided about their conversations. Inside a transaction, on the thread of the database.
#pragma once

#include "database.h"
#include "model/conversation_settings.h"

namespace godwit::store {

/// All off where there is no row.
model::ConversationSettings find_settings(Database& database, std::int64_t log_row, UserId user);
/// The person is no member any more: the row goes, and what the user log says of it.
void forget_settings(Database& database, std::int64_t log_row, UserId user);
/// Of all conversations of a person whose user log is erased.
void forget_all_settings(Database& database, UserId user);

}  // namespace godwit::store
