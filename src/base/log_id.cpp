// SPDX-License-Identifier: Apache-2.0
#include "base/log_id.h"

#include <algorithm>
#include <charconv>

namespace godwit {
namespace {

constexpr std::int64_t kTopBit = INT64_MIN;
constexpr std::int64_t kUserHigh = kTopBit | static_cast<std::int64_t>(LogId::Kind::kUser);
constexpr std::int64_t kGroupHigh = kTopBit | static_cast<std::int64_t>(LogId::Kind::kGroup);

std::optional<std::int64_t> parse_id(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

LogId LogId::direct(UserId one, UserId other) {
  return {std::min(one.value, other.value), std::max(one.value, other.value)};
}

LogId LogId::user(UserId owner) { return {kUserHigh, owner.value}; }

LogId LogId::group(std::int64_t id) { return {kGroupHigh, id}; }

std::optional<LogId> LogId::from_halves(std::int64_t high, std::int64_t low) {
  if (low <= 0) return std::nullopt;
  if (high == kUserHigh || high == kGroupHigh || (high > 0 && high <= low)) return LogId(high, low);
  return std::nullopt;
}

std::optional<LogId> LogId::parse(std::string_view text) {
  if (text.starts_with("u.") || text.starts_with("g.")) {
    const auto id = parse_id(text.substr(2));
    return id ? std::optional(LogId(text.front() == 'u' ? kUserHigh : kGroupHigh, *id)) : std::nullopt;
  }
  if (!text.starts_with("d.")) return std::nullopt;
  text.remove_prefix(2);
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto first = parse_id(text.substr(0, dot));
  const auto second = parse_id(text.substr(dot + 1));
  if (!first || !second || *first > *second) return std::nullopt;
  return LogId(*first, *second);
}

LogId::Kind LogId::kind() const {
  if (high_ > 0) return Kind::kDirect;
  return high_ == kUserHigh ? Kind::kUser : Kind::kGroup;
}

bool LogId::names(UserId user) const {
  switch (kind()) {
    case Kind::kDirect:
      return first() == user || second() == user;
    case Kind::kUser:
      return owner() == user;
    case Kind::kGroup:
      break;
  }
  return false;
}

std::string LogId::to_string() const {
  if (kind() == Kind::kUser) return "u." + std::to_string(low_);
  if (kind() == Kind::kGroup) return "g." + std::to_string(low_);
  return "d." + std::to_string(high_) + "." + std::to_string(low_);
}

}  // namespace godwit
