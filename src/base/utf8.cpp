// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <utf8proc.h>

namespace godwit {

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

}  // namespace godwit
