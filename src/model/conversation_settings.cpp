// SPDX-License-Identifier: Apache-2.0
#include "model/conversation_settings.h"

#include <cstdint>

#include "base/limits.h"
#include "base/utf8.h"

namespace godwit::model {

Status check_settings(const ConversationSettings& settings) {
  if (settings.muted_until_ms < 0) return fail(ErrorCode::kInvalid, "muted_until_ms: not a time");
  if (settings.pinned_ms < 0) return fail(ErrorCode::kInvalid, "pinned_ms: not a time");
  if (settings.draft_ms < 0) return fail(ErrorCode::kInvalid, "draft_ms: not a time");
  for (const Seq seq : {settings.archived_seq, settings.unread_seq, settings.draft_reply_to}) {
    if (seq > INT64_MAX) return fail(ErrorCode::kInvalid, "archived_seq, unread_seq, draft_reply_to: not a seq");
  }
  if (settings.draft.size() > limits::kTextBytes || !is_valid_utf8(settings.draft)) {
    return fail(ErrorCode::kInvalid, "draft: at most 16384 bytes of UTF-8");
  }
  return {};
}

}  // namespace godwit::model
