// SPDX-License-Identifier: Apache-2.0
#include "media_headers.h"

#include <algorithm>
#include <charconv>

namespace godwit::http {
namespace {

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

/// Takes what stands before the next separator.
std::string_view take_item(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const std::string_view item = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return item;
}

}  // namespace

std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Result<std::optional<Range>> read_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return std::nullopt;
  const std::string_view spec = trim(header.substr(kUnit.size()));
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::string_view from_text = spec.substr(0, dash);
  const std::string_view to_text = spec.substr(dash + 1);
  const auto from = read_number(from_text);
  const auto to = read_number(to_text);
  if (from_text.empty()) {
    if (!to) return std::nullopt;
    if (*to == 0) return fail(ErrorCode::kInvalid, "range");
    return Range{size - std::min(size, *to), size - 1};
  }
  if (!from || (!to_text.empty() && (!to || *to < *from))) return std::nullopt;
  if (*from >= size) return fail(ErrorCode::kInvalid, "range");
  return Range{*from, to ? std::min(*to, size - 1) : size - 1};
}

std::string read_cookie(std::string_view header, std::string_view name) {
  while (!header.empty()) {
    const std::string_view pair = take_item(header, ';');
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) return std::string(pair.substr(equals + 1));
  }
  return {};
}

bool lists_etag(std::string_view header, std::string_view etag) {
  if (trim(header) == "*") return true;
  while (!header.empty()) {
    std::string_view known = take_item(header, ',');
    if (known.starts_with("W/")) known.remove_prefix(2);
    if (known == etag) return true;
  }
  return false;
}

}  // namespace godwit::http
