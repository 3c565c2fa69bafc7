// SPDX-License-Identifier: Apache-2.0
#include "model/entry.h"

namespace godwit::model {

bool counts_as_message(const Body& body) { return std::holds_alternative<Text>(body); }

Seq target_of(const Body& body) {
  if (const auto* edit = std::get_if<Edit>(&body)) return edit->target;
  if (const auto* recall = std::get_if<Recall>(&body)) return recall->target;
  return 0;
}

Status check_amendment(UserId author, const Entry* target) {
  if (!target) return fail(ErrorCode::kNotFound, "target: no such message");
  if (target->overlay && target->overlay->recalled_seq != 0) return fail(ErrorCode::kConflict, "target: recalled");
  if (!std::holds_alternative<Text>(target->body)) return fail(ErrorCode::kConflict, "target: not a text message");
  if (target->author != author) return fail(ErrorCode::kForbidden, "target: not your message");
  return {};
}

}  // namespace godwit::model
