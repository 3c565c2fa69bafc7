// SPDX-License-Identifier: Apache-2.0
#include "model/text.h"

#include <algorithm>

#include "base/limits.h"
#include "base/utf8.h"

namespace godwit::model {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const auto begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

bool is_label(std::string_view text, std::size_t max_code_points) {
  const auto count = count_code_points(text);
  const bool printable =
      std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
  return count && *count <= max_code_points && printable;
}

Status check_message_text(std::string_view text) {
  if (text.size() > limits::kTextBytes) return fail(ErrorCode::kInvalid, "text: over 16384 bytes");
  if (trim(text).empty()) return fail(ErrorCode::kInvalid, "text: empty");
  if (!is_valid_utf8(text) || text.contains('\0')) return fail(ErrorCode::kInvalid, "text: not valid UTF-8");
  return {};
}

Status check_request_text(std::string_view text) {
  if (text.size() > limits::kContactTextBytes) return fail(ErrorCode::kInvalid, "text: over 500 bytes");
  if (!is_valid_utf8(text) || text.contains('\0')) return fail(ErrorCode::kInvalid, "text: not valid UTF-8");
  return {};
}

}  // namespace godwit::model
