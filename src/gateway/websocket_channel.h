// SPDX-License-Identifier: Apache-2.0
// What all WebSocket channels do alike: pongs, closing, and the close code of each violation. Lives in its connection.
#pragma once

#include "channel.h"
#include "protocol/websocket.h"

namespace godwit::gateway {

class WebSocketChannel : public Channel {
 public:
  explicit WebSocketChannel(std::size_t max_message_bytes);

  void feed(std::string_view bytes) final { decoder_.feed(bytes); }
  Next next() final;

 private:
  /// A text or binary message.
  virtual Next take(const protocol::WsMessage& message) = 0;

  protocol::WebSocketDecoder decoder_;
};

/// A close frame as last words.
net::SharedBytes encode_farewell(protocol::WsClose code, std::string_view reason);

}  // namespace godwit::gateway
