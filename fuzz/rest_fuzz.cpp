// SPDX-License-Identifier: Apache-2.0
// A call of the REST API: target, a line feed, body. First byte: the verb. What it becomes is a request that the wire could carry.
#include <algorithm>
#include <array>
#include <string>

#include "http_target.h"
#include "protocol/json.h"
#include "rest_query.h"
#include "target.h"

namespace godwit::fuzz {

void rest(std::string_view bytes) {
  constexpr std::array<std::string_view, 5> kVerbs = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  const auto verb = kVerbs[take_byte(bytes) % kVerbs.size()];
  const auto line = std::min(bytes.find('\n'), bytes.size());
  const auto target = protocol::parse_http_target(bytes.substr(0, line));
  if (!target) return;
  auto match = http::match_rest(verb, target->path);
  if (!match) return;
  if (!match->route) return require(!match->allowed.empty() && !match->allowed.contains(verb));
  const http::RestRoute& route = *match->route;
  require(route.verb == verb);
  require(match->fields.size() == static_cast<std::size_t>(std::ranges::count(route.path, '{')));

  if (!http::read_query(route, target->query, match->fields)) return;
  for (const protocol::JsonField& field : match->fields) {
    require(route.path.contains("{" + field.name + "}") || route.query.contains(field.name));
  }
  const auto body = bytes.substr(std::min(line + 1, bytes.size()));
  const auto binary = protocol::request_from_json(route.method, route.has_body ? body : "", match->fields);
  // What was accepted is a request like one from the wire.
  if (binary) messages(std::string{static_cast<char>(route.method >> 8), static_cast<char>(route.method)} + *binary);
}

}  // namespace godwit::fuzz
