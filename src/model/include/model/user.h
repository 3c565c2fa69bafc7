// SPDX-License-Identifier: Apache-2.0
// People, their devices, and the rules for handles, names and passwords. Plain values, any lane.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "base/ids.h"

namespace godwit::model {

/// A person as others see them.
struct User {
  UserId id;
  std::string handle;
  std::string name;            ///< empty on a deleted account, as is the handle
  std::string signature = {};  ///< a line about themselves
  std::string avatar = {};     ///< media id of the picture; empty = none
  bool deleted = false;
  bool bot = false;

  bool operator==(const User&) const = default;
};

/// What a person decided about their own account (docs/protocol.md, "Profile and settings").
struct Settings {
  bool invisible = false;
  bool hide_read = false;
  bool unlisted = false;

  bool operator==(const Settings&) const = default;
};

/// Who asks: an authenticated device. Only session makes one from a connection; admin verbs and tests by hand.
struct Caller {
  UserId user;
  DeviceId device;

  bool operator==(const Caller&) const = default;
};

/// Folds upper case and checks: 3–32 of a–z 0–9 _ . , beginning with a letter, no two dots in a row, none at the end.
Result<std::string> normalise_handle(std::string_view handle);

/// Trims white space and checks: 1–64 code points, no control characters. Empty input gives `fallback`.
Result<std::string> normalise_name(std::string_view name, std::string_view fallback = {});

/// Trims white space and checks: one line of at most 140 code points, may be empty.
Result<std::string> normalise_signature(std::string_view signature);

/// The form of a media id (26 of a–z 2–7), or empty = none. Whether there is such a picture is not for this rule to say.
Status check_avatar(std::string_view avatar);

/// 8–256 bytes.
Status check_password(std::string_view password);

}  // namespace godwit::model
