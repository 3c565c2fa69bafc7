// SPDX-License-Identifier: Apache-2.0
#include "session/outbox.h"

#include <algorithm>

namespace godwit::session {

bool Outbox::may_push(std::size_t queued_bytes, LogId log, Seq head) {
  if (!is_behind() && !is_full(queued_bytes)) return true;
  Seq& newest = skipped_[log];
  newest = std::max(newest, head);
  return false;
}

std::vector<std::pair<LogId, Seq>> Outbox::take_skipped() {
  std::vector<std::pair<LogId, Seq>> taken(skipped_.begin(), skipped_.end());
  skipped_.clear();
  return taken;
}

}  // namespace godwit::session
