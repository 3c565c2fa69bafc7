// SPDX-License-Identifier: Apache-2.0
// A stream of bytes to the server, one connection at a time: TCP, TLS, or a test's script.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace godwit::sdk {

class TransportEvents {
 public:
  virtual ~TransportEvents() = default;
  virtual void on_open() = 0;
  virtual void on_bytes(std::string_view bytes) = 0;
  /// The last callback of a connection, also of one that never opened. Not after close().
  virtual void on_closed(const Error& why) = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;
  /// Begins to connect. Callbacks come in later turns.
  virtual void open(TransportEvents& events) = 0;
  /// Queued; leaves at the end of the turn. Ignored when not open.
  virtual void write(std::string bytes) = 0;
  /// Cuts the connection. Idempotent.
  virtual void close() = 0;
  /// Stops and resumes reading.
  virtual void pause(bool paused) = 0;
};

}  // namespace godwit::sdk
