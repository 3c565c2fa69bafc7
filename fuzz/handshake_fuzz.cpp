// SPDX-License-Identifier: Apache-2.0
// A request that asks for a WebSocket: what is agreed to was asked for, and no header of the answer is the client's to write.
#include "protocol/websocket_handshake.h"

#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

void handshake(std::string_view bytes) {
  HttpRequestParser parser({.header_bytes = 4096, .header_fields = 32, .body_bytes = 1024});
  parser.feed(bytes);
  const auto request = parser.next();
  if (!request || !*request) return;
  const auto offer = read_websocket_offer(**request);
  if (!offer) {
    const int status = offer.error().status;
    require(status == 400 || status == 405 || status == 426);
    require(!encode_http(offer.error(), false, false).empty());
    return;
  }
  require((*request)->method == "GET" && (*request)->minor_version >= 1 && (*request)->body.empty());
  require(offer->accept.size() == 28);
  for (const std::string& subprotocol : offer->subprotocols) {
    require(!subprotocol.empty() && subprotocol.find_first_of("\r\n,") == std::string::npos);
    require(offer->offers(subprotocol));
    const std::string welcome = encode_websocket_welcome(*offer, subprotocol);
    require(welcome.ends_with("\r\n\r\n") && welcome.find("\r\n\r\n") == welcome.size() - 4);
  }
}

}  // namespace godwit::fuzz
