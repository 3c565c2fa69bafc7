// SPDX-License-Identifier: Apache-2.0
// Names a log. 16 bytes, derived from what the log belongs to and never looked up:
//   direct conversation   smaller user id ‖ larger user id (note-to-self: the same twice)
//   any other             1<<63 | kind ‖ id
// Text form: d.<a>.<b>, g.<id>, u.<id>. Any lane; plain value.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace godwit {

class LogId {
 public:
  enum class Kind : std::uint8_t { kDirect = 0, kUser = 1, kGroup = 2 };

  /// The direct conversation of two users, in either order; the same user twice is the note-to-self.
  static LogId direct(UserId one, UserId other);
  /// The user log.
  static LogId user(UserId owner);
  /// A group or channel.
  static LogId group(std::int64_t id);
  /// From the two halves as stored; nullopt when no log is named so.
  static std::optional<LogId> from_halves(std::int64_t high, std::int64_t low);
  /// From the text form; nullopt when it is not exactly one (no leading zeros, a ≤ b).
  static std::optional<LogId> parse(std::string_view text);

  Kind kind() const;
  /// Only for kDirect: the smaller and the larger member.
  UserId first() const { return UserId(high_); }
  UserId second() const { return UserId(low_); }
  /// Only for kUser.
  UserId owner() const { return UserId(low_); }
  /// Whether the log's own name makes the user a member (direct and user logs).
  bool names(UserId user) const;
  /// Only for kDirect: the member who is not `user` (the same for a note-to-self).
  UserId other(UserId user) const { return first() == user ? second() : first(); }

  std::int64_t high() const { return high_; }
  std::int64_t low() const { return low_; }
  std::string to_string() const;

  auto operator<=>(const LogId&) const = default;

 private:
  constexpr LogId(std::int64_t high, std::int64_t low) : high_(high), low_(low) {}
  std::int64_t high_;
  std::int64_t low_;
};

}  // namespace godwit

template <>
struct std::hash<godwit::LogId> {
  std::size_t operator()(const godwit::LogId& id) const noexcept {
    const auto high = static_cast<std::uint64_t>(id.high());
    const auto low = static_cast<std::uint64_t>(id.low());
    return static_cast<std::size_t>((high * 0x9E3779B97F4A7C15ULL) ^ (low + (high >> 29)));
  }
};
