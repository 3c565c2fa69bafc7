// SPDX-License-Identifier: Apache-2.0
#include "websocket_channel.h"

namespace godwit::gateway {

using protocol::WsClose;
using protocol::WsOpcode;
using protocol::WsRole;

net::SharedBytes encode_farewell(WsClose code, std::string_view reason) {
  return std::make_shared<std::string>(protocol::encode_websocket_close(WsRole::kServer, code, reason));
}

WebSocketChannel::WebSocketChannel(std::size_t max_message_bytes) : decoder_(WsRole::kServer, max_message_bytes) {}

Channel::Next WebSocketChannel::next() {
  auto message = decoder_.next();
  if (!message) {
    const auto& [close, detail] = message.error();
    const auto code = close == WsClose::kTooLarge ? ErrorCode::kTooLarge : ErrorCode::kMalformed;
    return std::unexpected(Broken{{code, detail, 0}, encode_farewell(close, detail)});
  }
  if (!*message) return std::nullopt;
  switch ((*message)->opcode) {
    case WsOpcode::kPing: {
      Inbound inbound;
      inbound.echo = std::make_shared<std::string>(
          protocol::encode_websocket(WsRole::kServer, WsOpcode::kPong, (*message)->payload));
      return inbound;
    }
    case WsOpcode::kPong:
      return Inbound{.kind = protocol::FrameKind::kPong};
    case WsOpcode::kClose:
      // RFC 6455 §5.5.1: the answer typically echoes the status code.
      return std::unexpected(Broken{{ErrorCode::kGoingAway, "closed by the client", 0},
                                    encode_farewell(static_cast<WsClose>((*message)->close_code), "")});
    default:
      return take(**message);
  }
}

}  // namespace godwit::gateway
