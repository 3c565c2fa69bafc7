// SPDX-License-Identifier: Apache-2.0
// The JSON subprotocol (docs/protocol.md §2 "The same in JSON"): the same messages in canonical protobuf-JSON.
// Translates to and from frames, so that everything behind it knows only one form. Sans-I/O, any lane.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "protocol/frame.h"

namespace godwit::protocol {

/// A client's JSON message as a frame that owns its body.
struct JsonInbound {
  FrameKind kind = FrameKind::kRequest;
  std::uint32_t correlation = 0;
  std::uint32_t method = 0;
  std::string body;  ///< binary protobuf of the request message
};

/// correlation 0 (kMalformed): not the documented shape, the connection ends. A request whose method is unknown (kUnimplemented) or
/// whose params do not fit (kInvalid) is refused under its correlation: the connection stays.
struct JsonRefusal {
  std::uint32_t correlation = 0;
  Error error;
};
std::expected<JsonInbound, JsonRefusal> decode_json(std::string_view text);

/// A frame as JSON text. `method` is the request's, for responses. The frame is one of ours: it decodes.
std::string encode_json(const Frame& frame, std::uint32_t method);

}  // namespace godwit::protocol
