// SPDX-License-Identifier: Apache-2.0
// The three ways in which a frame travels, and frames encoded once for all who receive them the same way.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "net/socket_set.h"
#include "protocol/frame.h"
#include "protocol/websocket.h"

namespace godwit::gateway {

enum class Encoding : std::uint8_t { kNative, kWebSocket, kWebSocketJson };

/// `method` is that of the request, for responses.
net::SharedBytes encode(Encoding encoding, const protocol::Frame& frame, std::uint32_t method = 0);

/// An update on its way to many connections.
class EncodedUpdate {
 public:
  /// `body` is a serialised Update.
  explicit EncodedUpdate(std::string body) : body_(std::move(body)) {}
  const net::SharedBytes& as(Encoding encoding);

 private:
  std::string body_;
  std::array<net::SharedBytes, 3> encoded_;
};

}  // namespace godwit::gateway
