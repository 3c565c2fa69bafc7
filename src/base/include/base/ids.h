// SPDX-License-Identifier: Apache-2.0
// Strong 64-bit ids, 1 … 2^63-1, time-ordered, never reused. 0 is "none" and only stands where a comment says so.
// Any lane; plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace godwit {

template <class Tag>
struct Id {
  std::int64_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::int64_t v) : value(v) {}
  constexpr auto operator<=>(const Id&) const = default;
  constexpr explicit operator bool() const { return value > 0; }
};

using UserId = Id<struct UserTag>;
using DeviceId = Id<struct DeviceTag>;

/// Number of an entry in its log: 1, 2, 3 … without holes; 0 = before the first.
using Seq = std::uint64_t;

/// Generation of the store. A restore from backup raises it.
using Epoch = std::uint64_t;

/// Milliseconds since 1970-01-01 UTC.
using UnixMillis = std::int64_t;

}  // namespace godwit

template <class Tag>
struct std::hash<godwit::Id<Tag>> {
  std::size_t operator()(godwit::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
