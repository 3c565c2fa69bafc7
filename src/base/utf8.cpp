// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>

namespace godwit {
namespace {

/// Bytes of the code point that begins so, and what its second byte may be (RFC 3629 §4); length 0 = none begins so.
struct Lead {
  std::size_t length = 0;
  std::uint8_t second_min = 0x80;
  std::uint8_t second_max = 0xBF;
};

Lead lead_of(std::uint8_t first) {
  if (first >= 0xC2 && first <= 0xDF) return {.length = 2};
  if (first == 0xE0) return {.length = 3, .second_min = 0xA0};
  if (first == 0xED) return {.length = 3, .second_max = 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {.length = 3};
  if (first == 0xF0) return {.length = 4, .second_min = 0x90};
  if (first >= 0xF1 && first <= 0xF3) return {.length = 4};
  if (first == 0xF4) return {.length = 4, .second_max = 0x8F};
  return {};
}

/// One to three bytes that a code point could begin with, and are none yet.
bool is_beginning(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const Lead lead = lead_of(at(0));
  if (bytes.size() >= lead.length) return false;
  if (bytes.size() >= 2 && (at(1) < lead.second_min || at(1) > lead.second_max)) return false;
  return bytes.size() < 3 || (at(2) & 0xC0) == 0x80;
}

}  // namespace

std::optional<std::size_t> count_code_points(std::string_view text) {
  std::size_t count = 0;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t code_point = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(at, left, &code_point);
    if (length <= 0) return std::nullopt;
    at += length;
    left -= length;
    ++count;
  }
  return count;
}

std::optional<std::size_t> count_whole_bytes(std::string_view beginning) {
  constexpr std::size_t kLongestUnfinished = 3;
  if (is_valid_utf8(beginning)) return beginning.size();
  for (std::size_t left = 1; left <= std::min(kLongestUnfinished, beginning.size()); ++left) {
    const std::size_t whole = beginning.size() - left;
    if (is_beginning(beginning.substr(whole)) && is_valid_utf8(beginning.substr(0, whole))) return whole;
  }
  return std::nullopt;
}

}  // namespace godwit
