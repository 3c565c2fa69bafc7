// SPDX-License-Identifier: Apache-2.0
// What a connection may still be fed. Over the limit updates are left out and only the logs they belonged to are remembered;
// when the connection has drained, one Behind per log tells the device to read. Memory stays bounded by the logs of one user.
// Sans-I/O, one lane.
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "base/log_id.h"

namespace godwit::session {

class Outbox {
 public:
  explicit Outbox(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

  /// Whether an update about `log` may be written now. False: it was noted as skipped. Once a connection is behind, it stays so
  /// until take_skipped(), so that it never sees an update after a hole that it was not told of.
  bool may_push(std::size_t queued_bytes, LogId log, Seq head);
  /// Whether replies and pages should wait.
  bool is_full(std::size_t queued_bytes) const { return queued_bytes >= limit_bytes_; }
  bool is_behind() const { return !skipped_.empty(); }
  /// The logs to be told about, with the newest head seen of each; the connection is then no longer behind.
  std::vector<std::pair<LogId, Seq>> take_skipped();

 private:
  std::size_t limit_bytes_;
  std::map<LogId, Seq> skipped_;
};

}  // namespace godwit::session
