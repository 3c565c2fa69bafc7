// SPDX-License-Identifier: Apache-2.0
// WebSocket (RFC 6455): handshake values, frames ⇄ messages. No extensions. Sans-I/O, any lane.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace godwit::protocol {

enum class WsOpcode : std::uint8_t { kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10 };

/// Close codes of RFC 6455 §7.4.1 in use here.
enum class WsClose : std::uint16_t {
  kNormal = 1000,
  kGoingAway = 1001,
  kProtocolError = 1002,
  kUnsupported = 1003,
  kNoStatus = 1005,  ///< in no frame: stands for a close without a code
  kInvalidPayload = 1007,
  kPolicy = 1008,
  kTooLarge = 1009,
  kInternal = 1011,
};

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key (§4.2.2), or nullopt when the key is not 16 bytes in base64.
std::optional<std::string> websocket_accept(std::string_view key);

/// Which end of the connection encodes or decodes: clients mask, servers do not (§5.1).
enum class WsRole : std::uint8_t { kServer, kClient };

/// One unfragmented frame. A client's mask is random.
std::string encode_websocket(WsRole role, WsOpcode opcode, std::string_view payload);
/// A reason is cut to what fits; kNoStatus gives a frame without code and reason.
std::string encode_websocket_close(WsRole role, WsClose code, std::string_view reason);

/// A whole message or a control frame.
struct WsMessage {
  WsOpcode opcode = WsOpcode::kBinary;
  std::string_view payload;  ///< unmasked; for kClose without the code
  /// kClose only: the peer's code, 1005 when it gave none.
  std::uint16_t close_code = 0;
};

/// What broke the rules, and the code to close with.
struct WsViolation {
  WsClose close;
  std::string detail;
};

/// Joins fragments, unmasks, checks (§5, UTF-8 of text messages and close reasons included, §8.1: a fragment is refused as soon as
/// nothing that may follow makes the message valid).
class WebSocketDecoder {
 public:
  WebSocketDecoder(WsRole own_role, std::size_t max_message_bytes);

  void feed(std::string_view bytes);
  /// The next message, nullopt when more input is needed. Payloads are valid until the next call of feed or next.
  std::expected<std::optional<WsMessage>, WsViolation> next();
  /// Bytes that were fed and not yet taken, those of an incomplete message included.
  std::size_t buffered() const;

 private:
  struct Fragment {
    WsOpcode opcode;
    bool final;
    std::string_view payload;
  };
  std::expected<std::optional<Fragment>, WsViolation> take_frame();
  std::expected<std::optional<WsMessage>, WsViolation> on_control(const Fragment& frame);
  std::expected<std::optional<WsMessage>, WsViolation> on_data(const Fragment& frame);
  bool is_text_until_here();
  void release_idle_buffer();

  WsRole role_;
  std::size_t max_message_bytes_;
  std::string buffer_;
  std::size_t consumed_ = 0;
  std::string message_;
  std::size_t valid_bytes_ = 0;  ///< of a text message_, known to be whole code points
  std::optional<WsOpcode> fragmented_;
};

}  // namespace godwit::protocol
