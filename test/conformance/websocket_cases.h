// SPDX-License-Identifier: Apache-2.0
// What RFC 6455 asks of a server, case by case: the bytes a client sends and the frames that a server answers which gives every message
// back. protocol_test holds the decoder to them, flow_test the whole server at /v1/ws-echo.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/websocket.h"

namespace godwit::conformance {

/// A frame of the server's; of a close only the code counts: its payload is the two bytes of it, or none.
struct Reply {
  protocol::WsOpcode opcode;
  std::string payload;
  bool operator==(const Reply&) const = default;
};

struct WsCase {
  std::string rule;  ///< "§5.4: …"
  std::string bytes;
  std::vector<Reply> replies;
};

/// Messages up to this size are taken.
inline constexpr std::size_t kCaseMessageBytes = 256 * 1024;

/// By section: framing (§5.2), masking (§5.3), fragments (§5.4), control frames (§5.5), data (§5.6, §8.1), closing (§7).
std::vector<WsCase> framing_cases();
std::vector<WsCase> masking_cases();
std::vector<WsCase> fragment_cases();
std::vector<WsCase> control_cases();
std::vector<WsCase> text_cases();
std::vector<WsCase> close_cases();

/// One frame as a client sends it, which may break any rule. `first`: FIN, RSV and opcode.
std::string client_frame(std::uint8_t first, const std::string& payload);

}  // namespace godwit::conformance
