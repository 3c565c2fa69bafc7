// SPDX-License-Identifier: Apache-2.0
#include "http_target.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"

namespace godwit::protocol {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decode_percent(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return out;
}

/// RFC 3986 §5.2.4, but a path above the root is refused, and empty segments are dropped ("//host" is not another site).
std::optional<std::string> normalise(std::string_view path) {
  std::vector<std::string_view> segments;
  bool folder = false;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    folder = segment.empty() || segment == "." || segment == "..";
    if (!folder) {
      segments.push_back(segment);
    } else if (segment == "..") {
      if (segments.empty()) return std::nullopt;
      segments.pop_back();
    }
  }
  std::string out;
  for (const std::string_view segment : segments) out.append("/").append(segment);
  if (folder || out.empty()) out.push_back('/');
  return out;
}

bool has_prefix_of_any_case(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::ranges::equal(text.substr(0, lower.size()), lower, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
         });
}

}  // namespace

std::optional<HttpTarget> parse_http_target(std::string_view target) {
  const bool printable = std::ranges::all_of(target, [](char c) { return c > 0x20 && c < 0x7F && c != '#'; });
  if (!printable) return std::nullopt;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!has_prefix_of_any_case(target, scheme)) continue;
    target.remove_prefix(scheme.size());
    const auto authority = std::min(target.find_first_of("/?"), target.size());
    if (authority == 0) return std::nullopt;
    target.remove_prefix(authority);
    if (!target.starts_with('/')) return HttpTarget{"/", std::string(target.substr(target.empty() ? 0 : 1))};
    break;
  }
  if (!target.starts_with('/')) return std::nullopt;

  const auto question = std::min(target.find('?'), target.size());
  const auto decoded = decode_percent(target.substr(0, question));
  if (!decoded || !is_valid_utf8(*decoded)) return std::nullopt;
  const bool controls = std::ranges::any_of(*decoded, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
  if (controls) return std::nullopt;
  auto path = normalise(*decoded);
  if (!path) return std::nullopt;
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  return HttpTarget{std::move(*path), std::string(query)};
}

}  // namespace godwit::protocol
