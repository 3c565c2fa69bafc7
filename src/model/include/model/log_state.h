// SPDX-License-Identifier: Apache-2.0
// Where a log and its members stand. Plain values, any lane.
#pragma once

#include <optional>
#include <vector>

#include "model/entry.h"

namespace godwit::model {

/// How far a member has come: two registers that only grow within an epoch.
struct Cursor {
  UserId user;
  Epoch epoch = 0;
  Seq delivered = 0;
  Seq read = 0;
  std::uint64_t read_index = 0;  ///< message_index at `read`

  bool operator==(const Cursor&) const = default;
};

/// What others get of the cursor where read marks are hidden.
inline Cursor without_read(Cursor cursor) {
  cursor.read = 0;
  cursor.read_index = 0;
  return cursor;
}

/// Where a log stands for one of its members.
struct Head {
  LogId log;
  Epoch epoch = 0;
  Seq seq = 0;
  std::uint64_t message_index = 0;
  Seq floor = 1;  ///< first seq that may be read
  bool may_send = false;
  std::vector<User> members;    ///< of direct conversations
  std::vector<Cursor> cursors;  ///< of direct conversations; of a group the reader's own
  std::optional<Entry> last_message;
  std::optional<Group> group = {};
  std::optional<GroupMember> self = {};  ///< the reader in the group
  ConversationSettings settings = {};    ///< the reader's
  std::uint32_t mentions = 0;            ///< messages after the read mark that mention the reader
  Seq first_mention = 0;
  std::vector<Seq> pins = {};  ///< last pinned first
  std::uint32_t expiry_s = 0;  ///< messages disappear after so long, 0 = they stay
};

/// A dense run of entries.
struct Page {
  std::vector<Entry> entries;  ///< ascending
  Epoch epoch = 0;
  Seq head = 0;
  Seq floor = 1;
};

}  // namespace godwit::model
