// SPDX-License-Identifier: Apache-2.0
// What a person decided about one of their conversations. Plain values, any lane.
#pragma once

#include <string>

#include "base/error.h"
#include "base/ids.h"

namespace godwit::model {

/// Everything is off at first (proto ConversationSettings).
struct ConversationSettings {
  UnixMillis muted_until_ms = 0;  ///< 0 = not muted, INT64_MAX = for good
  bool mentions_anyway = false;
  UnixMillis pinned_ms = 0;  ///< 0 = not pinned
  Seq archived_seq = 0;      ///< out of the list until a message comes after it; 0 = in the list
  Seq unread_seq = 0;        ///< shows as unread until the read mark is beyond; 0 = not marked
  std::string draft = {};
  Seq draft_reply_to = 0;
  UnixMillis draft_ms = 0;

  bool operator==(const ConversationSettings&) const = default;
};

/// kInvalid names the field.
Status check_settings(const ConversationSettings& settings);

}  // namespace godwit::model
