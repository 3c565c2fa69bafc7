// SPDX-License-Identifier: Apache-2.0
// The target of an HTTP request (RFC 9112 §3.2) as path and query. Sans-I/O, any lane.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace godwit::protocol {

struct HttpTarget {
  std::string path;
  std::string query;
};

/// Origin-form or absolute-form; nullopt for anything else, and for a path that leaves its root, is not UTF-8 or has control
/// characters. Decoded once, and only then normalised: what is checked is what is used.
std::optional<HttpTarget> parse_http_target(std::string_view target);

}  // namespace godwit::protocol
