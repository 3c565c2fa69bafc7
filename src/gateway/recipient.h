// SPDX-License-Identifier: Apache-2.0
// Whoever may be told something while online: what fan-out knows of a connection. One lane.
#pragma once

#include "base/error.h"
#include "base/log_id.h"
#include "encoding.h"

namespace godwit::gateway {

class Recipient {
 public:
  /// An update about a log whose newest seq is `head` (0 = not told); left out when the recipient is behind.
  virtual void push(EncodedUpdate& update, LogId log, Seq head) = 0;
  /// An update about no log, which nothing repeats; left out when the recipient is behind.
  virtual void hint(EncodedUpdate& update) = 0;
  /// Says why and ends.
  virtual void close(const Error& error) = 0;

 protected:
  ~Recipient() = default;
};

}  // namespace godwit::gateway
