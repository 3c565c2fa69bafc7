// SPDX-License-Identifier: Apache-2.0
#include "rest_query.h"

#include <algorithm>

namespace godwit::http {
namespace {

using protocol::JsonField;

/// Percent-decodes a piece of a query; '+' stays (no form encoding). nullopt when it is cut or not hexadecimal.
std::optional<std::string> decode_percent(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return std::nullopt;
    out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
    i += 2;
  }
  return out;
}

bool is_named(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const auto end = std::min(names.find(' '), names.size());
    if (names.substr(0, end) == name) return true;
    names.remove_prefix(std::min(end + 1, names.size()));
  }
  return false;
}

}  // namespace

Status read_query(const RestRoute& route, std::string_view query, std::vector<JsonField>& fields) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string name(pair.substr(0, equals));
    if (!is_named(route.query, name)) return fail(ErrorCode::kInvalid, "query: there is no such parameter here");
    auto value = decode_percent(pair.substr(std::min(equals + 1, pair.size())));
    if (!value) return fail(ErrorCode::kInvalid, "query: not percent-encoded: " + name);
    fields.push_back({name, std::move(*value)});
  }
  return {};
}

}  // namespace godwit::http
