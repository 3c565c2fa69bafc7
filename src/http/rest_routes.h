// SPDX-License-Identifier: Apache-2.0
// The table of REST: a verb and a path for each request of the protocol. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json.h"

namespace godwit::http {

struct RestRoute {
  std::string_view verb;
  /// Names in braces are fields of the request, by their JSON names.
  std::string_view path;
  std::uint32_t method;
  int status;         ///< of success
  bool needs_device;  ///< the caller must be a device
  bool has_body;      ///< fields that are not in the path or query come as a JSON object
  /// The Idempotency-Key is the request's client_id: the store itself remembers it for 14 days.
  bool appends;
  /// Fields that may stand in the query, separated by blanks.
  std::string_view query = {};
};

std::span<const RestRoute> rest_routes();

struct RestMatch {
  const RestRoute* route;  ///< nullptr: the path is known, the verb is not
  std::vector<protocol::JsonField> fields;
  std::string allowed;  ///< verbs of this path, for the Allow header
};

/// nullopt: no such path.
std::optional<RestMatch> match_rest(std::string_view verb, std::string_view path);

}  // namespace godwit::http
