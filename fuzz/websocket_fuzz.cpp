// SPDX-License-Identifier: Apache-2.0
// First byte: role and how the stream is split.
#include "protocol/websocket.h"

#include "base/utf8.h"
#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

void websocket(std::string_view bytes) {
  constexpr std::size_t kLimit = 4096;
  constexpr std::size_t kLongestHeader = 14;
  const std::uint8_t choice = take_byte(bytes);
  const WsRole role = choice % 2 == 0 ? WsRole::kServer : WsRole::kClient;
  const std::size_t step = choice / 2u + 1u;
  WebSocketDecoder decoder(role, kLimit);
  while (!bytes.empty()) {
    decoder.feed(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    for (;;) {
      const auto next = decoder.next();
      if (!next) {
        require(!next.error().detail.empty());
        static_cast<void>(encode_websocket_close(role, next.error().close, next.error().detail));
        return;
      }
      if (!*next) break;
      const WsMessage& got = **next;
      require(got.payload.size() <= kLimit);
      require(got.opcode != WsOpcode::kContinuation);
      if (got.opcode == WsOpcode::kText || got.opcode == WsOpcode::kClose) require(is_valid_utf8(got.payload));
      if (got.opcode == WsOpcode::kClose) require(got.close_code >= 1000 && got.close_code < 5000);
    }
    require(decoder.buffered() <= 2 * kLimit + kLongestHeader);
  }
}

}  // namespace godwit::fuzz
