// SPDX-License-Identifier: Apache-2.0
// One connection of the load, as the load sees it: a device that sends numbered texts into its log, or sees those of the other.
// All on the lane of its socket set; events come on that lane, never from within a call.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "tally.h"

namespace godwit::bench {

/// Which connection an event is of.
struct PeerTag {
  std::size_t pair = 0;
  bool sends = false;
};

class PeerEvents {
 public:
  virtual ~PeerEvents() = default;
  /// Logged in; `head` is the seq of the log's last entry.
  virtual void on_ready(PeerTag tag, Seq head) = 0;
  virtual void on_acked(PeerTag tag, Number number, Seq seq, Instant at) = 0;
  virtual void on_refused(PeerTag tag, Number number, const Error& why, Instant at) = 0;
  /// An entry of the log, as it was told or as it was read; empty when it is no text.
  virtual void on_entry(PeerTag tag, std::string_view text, Seq seq, bool read, Instant at) = 0;
  /// Entries were left out, or a page was read and there is more.
  virtual void on_behind(PeerTag tag) = 0;
  /// The last event.
  virtual void on_end(PeerTag tag, const std::string& why) = 0;
};

class Peer {
 public:
  virtual ~Peer() = default;
  /// Numbers are given in order, from 0.
  virtual void send(Number number, const std::string& text) = 0;
  /// Asks for the entries after the seq; they come as on_entry.
  virtual void read_after(Seq seq) = 0;
  /// Keeps the connection.
  virtual void ping() = 0;
};

}  // namespace godwit::bench
