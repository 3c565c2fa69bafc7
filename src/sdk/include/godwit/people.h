// SPDX-License-Identifier: Apache-2.0
// People as the client library shows them. Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"

namespace godwit::sdk {

/// A person as others see them.
struct User {
  UserId id;
  std::string handle;
  std::string name;       ///< display name; empty on a deleted account
  std::string signature;  ///< a line about themselves
  std::string avatar;     ///< media id, empty = none
  bool deleted = false;
  bool bot = false;
  bool operator==(const User&) const = default;
};

struct Settings {
  bool invisible = false;
  bool hide_read = false;
  bool unlisted = false;
  bool operator==(const Settings&) const = default;
};

enum class ContactState : std::uint8_t { kNone = 1, kOutgoing = 2, kIncoming = 3, kAccepted = 4 };

/// One row of the contact list.
struct Contact {
  User user;  ///< the other person
  ContactState state = ContactState::kNone;
  std::string alias;  ///< our own name for them
  std::string request_text;
  bool blocked = false;
  UnixMillis changed_ms = 0;
  bool operator==(const Contact&) const = default;
};

}  // namespace godwit::sdk
