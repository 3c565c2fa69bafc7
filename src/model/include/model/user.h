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
  std::string name;

  bool operator==(const User&) const = default;
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

/// 8–256 bytes.
Status check_password(std::string_view password);

}  // namespace godwit::model
