// SPDX-License-Identifier: Apache-2.0
#include "model/user.h"

#include <algorithm>

#include "base/limits.h"
#include "model/text.h"

namespace godwit::model {

Result<std::string> normalise_handle(std::string_view handle) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  std::string folded(handle);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const bool characters = std::ranges::all_of(
      folded, [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.'; });
  if (folded.size() < limits::kHandleMin || folded.size() > limits::kHandleMax || !characters ||
      !is_letter(folded.front()) || folded.back() == '.' || folded.find("..") != std::string::npos) {
    return fail(ErrorCode::kInvalid, "handle: 3-32 of a-z 0-9 _ . beginning with a letter");
  }
  return folded;
}

Result<std::string> normalise_name(std::string_view name, std::string_view fallback) {
  std::string_view trimmed = trim(name);
  if (trimmed.empty()) trimmed = fallback;
  if (trimmed.empty() || !is_label(trimmed, limits::kNameCodePoints)) {
    return fail(ErrorCode::kInvalid, "name: 1-64 characters, no control characters");
  }
  return std::string(trimmed);
}

Result<std::string> normalise_signature(std::string_view signature) {
  const std::string_view trimmed = trim(signature);
  if (!is_label(trimmed, limits::kSignatureCodePoints)) {
    return fail(ErrorCode::kInvalid, "signature: at most 140 characters, no control characters");
  }
  return std::string(trimmed);
}

Status check_avatar(std::string_view avatar) {
  const bool characters =
      std::ranges::all_of(avatar, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); });
  if (!characters || (!avatar.empty() && avatar.size() != limits::kMediaIdBytes)) {
    return fail(ErrorCode::kInvalid, "avatar: not a media id");
  }
  return {};
}

Status check_password(std::string_view password) {
  if (password.size() < limits::kPasswordMin || password.size() > limits::kPasswordMax) {
    return fail(ErrorCode::kInvalid, "password: 8-256 bytes");
  }
  return {};
}

}  // namespace godwit::model
