// SPDX-License-Identifier: Apache-2.0
// What an entry does beside being stored: to the message that it is about, to mentions, pins and files. Inside the writer's transaction.
#pragma once

#include "log_rows.h"

namespace godwit::store {

/// Of an entry that was just appended.
void apply_effects(Database& database, const LogRow& row, const model::Entry& entry, UnixMillis now);

/// The text and files of a message, its edits, reactions, mentions and pin are gone from the store, and what entries before `before` say
/// about it; the caller writes in the overlay why.
void erase_message(Database& database, const LogRow& row, Seq seq, Seq before, UnixMillis now);

/// Likewise, as one that disappeared.
void expire(Database& database, const LogRow& row, Seq seq, UnixMillis now);

/// Erases messages that were to disappear until now. How many, at most `limit`.
std::size_t erase_expired(Database& database, UnixMillis now, std::size_t limit);

/// Seqs of the pinned messages, the last pinned first.
std::vector<Seq> list_pins(Database& database, const LogRow& row);

}  // namespace godwit::store
