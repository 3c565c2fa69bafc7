// SPDX-License-Identifier: Apache-2.0
// /v1/ws-echo: gives back every message, so that WebSocket suites can be pointed at a server (test/conformance/README.md).
// In builds with tests only.
#ifdef GODWIT_WS_ECHO
#include "channels.h"
#include "websocket_channel.h"

namespace godwit::gateway {
namespace {

/// Outside suites send messages of this size.
constexpr std::size_t kEchoMessageBytes = 16 * 1024 * 1024;

class EchoChannel final : public WebSocketChannel {
 public:
  EchoChannel() : WebSocketChannel(kEchoMessageBytes) {}

 private:
  Next take(const protocol::WsMessage& message) override {
    Inbound inbound;
    inbound.echo = std::make_shared<std::string>(
        protocol::encode_websocket(protocol::WsRole::kServer, message.opcode, message.payload));
    return inbound;
  }
};

}  // namespace

std::unique_ptr<Channel> make_echo_channel() { return std::make_unique<EchoChannel>(); }

}  // namespace godwit::gateway
#endif
