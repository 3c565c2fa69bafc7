// SPDX-License-Identifier: Apache-2.0
#include "bearer.h"

#include <algorithm>

namespace godwit::http {

std::optional<std::string> bearer_token(const protocol::HttpRequest& request) {
  const std::string* header = request.find_header("authorization");
  if (!header) return std::string();
  constexpr std::string_view kScheme = "bearer ";
  const bool fits =
      header->size() > kScheme.size() && std::ranges::equal(header->substr(0, kScheme.size()), kScheme, {}, [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      });
  if (!fits) return std::nullopt;
  return header->substr(kScheme.size());
}

}  // namespace godwit::http
