// SPDX-License-Identifier: Apache-2.0
// How requests come out of a connection's bytes. Sans-I/O; lives in its connection.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "net/socket_set.h"
#include "protocol/frame.h"

namespace godwit::gateway {

/// One frame from the client; `body` is valid until the next call.
struct Inbound {
  protocol::FrameKind kind = protocol::FrameKind::kRequest;
  std::uint32_t correlation = 0;
  std::uint32_t method = 0;
  std::string_view body;
  /// The request could not be understood, but the connection can go on: answer this.
  std::optional<Error> refusal;
  /// Not for us: send these bytes back (a WebSocket pong).
  net::SharedBytes echo;
};

/// The peer broke the rules or said goodbye.
struct Broken {
  Error error;
  net::SharedBytes farewell;  ///< last bytes to send, may be null
};

class Channel {
 public:
  /// A frame; nullopt when more bytes are needed.
  using Next = std::expected<std::optional<Inbound>, Broken>;

  virtual ~Channel() = default;
  virtual void feed(std::string_view bytes) = 0;
  virtual Next next() = 0;
};

}  // namespace godwit::gateway
