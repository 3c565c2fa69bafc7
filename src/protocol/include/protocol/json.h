// SPDX-License-Identifier: Apache-2.0
// The JSON subprotocol (docs/protocol.md §2 "The same in JSON"): the same messages in canonical protobuf-JSON.
// Translates to and from frames, so that everything behind it knows only one form. Sans-I/O, any lane.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/// A field of a request by its JSON name, given outside of the body: in a path, a query or a header.
struct JsonField {
  std::string name;
  std::string value;  ///< text or a decimal number
};

/// The binary request of `method`, a row of method.proto, from a JSON object ("" = empty) with `fields` on top. kInvalid says what
/// does not fit.
Result<std::string> request_from_json(std::uint32_t method, std::string_view object,
                                      const std::vector<JsonField>& fields);

/// A response of `method` as JSON text; `body` is one of ours: it decodes.
std::string response_to_json(std::uint32_t method, std::string_view body);

/// JSON Schemas (2020-12) of all requests and responses and what they are made of, by name: an object {"User": {…}, …} as text.
/// Descriptions are the comments of proto/godwit/v1.
std::string json_schemas();

/// The comment of the request of `method`.
std::string request_comment(std::uint32_t method);

}  // namespace godwit::protocol
