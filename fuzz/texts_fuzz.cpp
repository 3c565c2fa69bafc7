// SPDX-License-Identifier: Apache-2.0
// The texts that a request may hold: what a rule lets through keeps its promise, and what it makes canonical stays as it is.
#include "base/limits.h"
#include "base/log_id.h"
#include "base/utf8.h"
#include "model/text.h"
#include "model/user.h"
#include "protocol/wire.h"
#include "session/resume_token.h"
#include "target.h"

namespace godwit::fuzz {
namespace {

void check_names(std::string_view text) {
  if (const auto log = LogId::parse(text)) {
    require(log->to_string() == text);
    require(LogId::from_halves(log->high(), log->low()) == log);
  }
  if (const auto id = protocol::parse_client_id(text)) {
    const std::string canonical = protocol::format_client_id(*id);
    require(canonical.size() == text.size() && protocol::parse_client_id(canonical) == id);
  }
  if (const auto handle = model::normalise_handle(text)) {
    require(handle->size() >= limits::kHandleMin && handle->size() <= limits::kHandleMax);
    require(model::normalise_handle(*handle).value_or("") == *handle);
    require(handle->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos);
  }
  if (const auto name = model::normalise_name(text, "somebody")) {
    require(!name->empty() && is_valid_utf8(*name) && count_code_points(*name) <= limits::kNameCodePoints);
    require(model::normalise_name(*name).value_or("") == *name);
  }
  if (const auto token = session::decode_resume_token(text)) require(session::encode(*token) == text);
}

}  // namespace

void texts(std::string_view text) {
  check_names(text);
  if (model::check_message_text(text)) {
    require(!text.empty() && text.size() <= limits::kTextBytes && is_valid_utf8(text) && !text.contains('\0'));
  }
  if (model::check_request_text(text)) require(text.size() <= limits::kContactTextBytes && is_valid_utf8(text));
  if (model::check_password(text)) require(text.size() >= limits::kPasswordMin && text.size() <= limits::kPasswordMax);

  // However a text is cut, its beginning may become valid, and only then.
  const bool valid = is_valid_utf8(text);
  for (std::size_t size = 0; size <= std::min<std::size_t>(text.size(), 64); ++size) {
    const auto whole = count_whole_bytes(text.substr(0, size));
    if (valid) require(whole.has_value());
    if (whole) require(*whole <= size && size - *whole < 4 && is_valid_utf8(text.substr(0, *whole)));
  }
}

}  // namespace godwit::fuzz
