// SPDX-License-Identifier: Apache-2.0
// The server's half of the opening handshake (RFC 6455 §4.2), on a parsed HTTP request. Sans-I/O, any lane.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/http.h"

namespace godwit::protocol {

/// What a client that wants a WebSocket brings along.
struct WsOffer {
  std::string accept;                     ///< the Sec-WebSocket-Accept to answer
  std::vector<std::string> subprotocols;  ///< in the client's order; compared as they are (§4.1)

  bool offers(std::string_view subprotocol) const;
};

/// The offer, else the refusal to send before closing: 405 or 426 to a request that does not ask for a WebSocket of version 13
/// (saying what it should ask for), 400 to one that asks wrongly.
std::expected<WsOffer, HttpResponse> read_websocket_offer(const HttpRequest& request);

/// The answer that makes the connection a WebSocket (§4.2.2). `subprotocol` empty: none was chosen.
std::string encode_websocket_welcome(const WsOffer& offer, std::string_view subprotocol);

}  // namespace godwit::protocol
