// SPDX-License-Identifier: Apache-2.0
#include "encoding.h"

#include "protocol/json.h"

namespace godwit::gateway {

using protocol::WsOpcode;
using protocol::WsRole;

net::SharedBytes encode(Encoding encoding, const protocol::Frame& frame, std::uint32_t method) {
  switch (encoding) {
    case Encoding::kNative:
      return std::make_shared<std::string>(protocol::encode_native(frame));
    case Encoding::kWebSocket:
      return std::make_shared<std::string>(
          protocol::encode_websocket(WsRole::kServer, WsOpcode::kBinary, protocol::encode_frame(frame)));
    case Encoding::kWebSocketJson:
      return std::make_shared<std::string>(
          protocol::encode_websocket(WsRole::kServer, WsOpcode::kText, protocol::encode_json(frame, method)));
  }
  return nullptr;
}

const net::SharedBytes& EncodedUpdate::as(Encoding encoding) {
  net::SharedBytes& bytes = encoded_[static_cast<std::size_t>(encoding)];
  if (!bytes) {
    protocol::Frame frame;
    frame.kind = protocol::FrameKind::kUpdate;
    frame.body = body_;
    bytes = encode(encoding, frame);
  }
  return bytes;
}

}  // namespace godwit::gateway
