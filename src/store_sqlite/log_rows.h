// SPDX-License-Identifier: Apache-2.0
// Rows of log, member, entry and overlay ⇄ values: what the stores share. Inside a transaction, on the thread of the database.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "database.h"
#include "model/entry.h"
#include "model/log_state.h"

namespace godwit::store {

struct LogRow {
  std::int64_t id = 0;
  Seq last_seq = 0;
  std::uint64_t message_index = 0;
  Seq last_message_seq = 0;
  UnixMillis last_time_ms = 0;
  Seq floor = 1;
  std::uint32_t expiry_s = 0;  ///< of messages to come
};

std::optional<LogRow> find_log(Database& database, LogId log);
/// Makes the log when there is none.
LogRow ensure_log(Database& database, LogId log);
/// The log as one of its members may read it, with the floor that holds for them; nullopt for everyone else.
std::optional<LogRow> find_log_of(Database& database, LogId log, UserId reader);
/// Makes the member or changes its right to send, and marks the log as changed.
void set_member(Database& database, const LogRow& row, UserId user, bool may_send);

/// Appends without any check: seq, time and index are given here, `entry.log`, author and body taken. Fills them in and updates the row.
void append_entry(Database& database, LogRow& row, model::Entry& entry, DeviceId device, UnixMillis now);
/// The same for a log that is looked up, for entries that the server itself makes.
model::Entry append_to(Database& database, LogId log, UserId author, model::Body body, UnixMillis now);

/// With its overlay. As of `now`: what has disappeared by then is gone.
std::optional<model::Entry> find_entry(Database& database, LogId log, const LogRow& row, Seq seq, UnixMillis now);
/// Takes out what the reader does not want to see: those messages, and edits of them.
void take_out_hidden(Database& database, const LogRow& row, UserId reader, std::span<model::Entry> entries);

/// Commit position of the newest entry.
std::int64_t newest_position(Database& database);
/// A cursor or a right changed: devices that resume must hear of the log.
void touch_log(Database& database, const LogRow& row);

std::uint64_t message_index_at(Database& database, const LogRow& row, Seq seq);
Epoch read_epoch(Database& database);

/// The columns of kEntryColumns, beginning at 0.
inline constexpr const char* kEntryColumns =
    "e.seq, e.author, e.time_ms, e.message_index, e.body, o.edited_seq, o.text, o.recalled_seq, o.reactions, "
    "o.spans, o.expired";
inline constexpr int kEntryColumnCount = 11;
model::Entry entry_from(const Query& row, LogId log, UnixMillis now);
/// Into the overlay of an entry whose column 8 says that there are any.
void read_reactions(Database& database, const LogRow& row, model::Entry& entry);

}  // namespace godwit::store
