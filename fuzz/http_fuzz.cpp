// SPDX-License-Identifier: Apache-2.0
// First byte: how the stream is split. However it is, the same requests come out.
#include "protocol/http.h"

#include <vector>

#include "base/utf8.h"
#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

namespace {

constexpr HttpLimits kLimits{.header_bytes = 2048, .header_fields = 16, .body_bytes = 1024};

std::vector<HttpRequest> parse(std::string_view bytes, std::size_t step) {
  std::vector<HttpRequest> requests;
  HttpRequestParser parser(kLimits);
  while (!bytes.empty()) {
    parser.feed(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    for (;;) {
      auto next = parser.next();
      if (!next) return requests;
      if (!*next) break;
      requests.push_back(std::move(**next));
    }
    require(parser.buffered() <= kLimits.header_bytes + kLimits.body_bytes + 4096 + step);
  }
  return requests;
}

bool has_dot_segment(std::string_view path) {
  return path.contains("/../") || path.contains("/./") || path.ends_with("/..") || path.ends_with("/.");
}

}  // namespace

void http(std::string_view bytes) {
  const std::size_t step = take_byte(bytes) + 1u;
  const auto split = parse(bytes, step);
  for (const HttpRequest& request : split) {
    require(request.path.starts_with('/') && !has_dot_segment(request.path));
    require(is_valid_utf8(request.path) && !request.path.contains('\0'));
    require(request.headers.size() <= kLimits.header_fields && request.body.size() <= kLimits.body_bytes);
  }
  const auto whole = parse(bytes, bytes.size());
  require(whole.size() == split.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    require(whole[i].path == split[i].path && whole[i].body == split[i].body && whole[i].headers == split[i].headers);
  }
}

}  // namespace godwit::fuzz
