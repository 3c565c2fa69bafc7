// SPDX-License-Identifier: Apache-2.0
// What is true for a moment only. Plain values, any lane.
#pragma once

#include <cstdint>

#include "base/ids.h"

namespace godwit::model {

/// Whether a person is there, as others see it.
struct Presence {
  UserId user;
  bool online = false;
  UnixMillis last_seen_ms = 0;  ///< 0 while online and when it is not told

  bool operator==(const Presence&) const = default;
};

/// What a member does in a conversation. Numbers are those of the wire.
enum class Activity : std::uint8_t { kTyping = 1, kRecording = 2, kNone = 3 };

}  // namespace godwit::model
