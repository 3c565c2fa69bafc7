// SPDX-License-Identifier: Apache-2.0
#include "handshake_cases.h"

#include <utility>

namespace godwit::conformance {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kEcho = "/v1/ws-echo";
constexpr const char* kKey = "dGhlIHNhbXBsZSBub25jZQ==";

Headers good_headers() {
  return {{"Host", "godwit.example"},
          {"Upgrade", "websocket"},
          {"Connection", "Upgrade"},
          {"Sec-WebSocket-Key", kKey},
          {"Sec-WebSocket-Version", "13"}};
}

std::string request(const Headers& headers, const std::string& line = std::string("GET ") + kEcho + " HTTP/1.1") {
  std::string out = line + "\r\n";
  for (const auto& [name, value] : headers) out += name + ": " + value + "\r\n";
  return out + "\r\n";
}

Headers with(const std::string& name, const std::string& value) {
  Headers headers = good_headers();
  for (auto& header : headers) {
    if (header.first == name) header.second = value;
  }
  return headers;
}

Headers without(const std::string& name) {
  Headers headers = good_headers();
  std::erase_if(headers, [&](const auto& header) { return header.first == name; });
  return headers;
}

Headers adding(const std::string& name, const std::string& value) {
  Headers headers = good_headers();
  headers.emplace_back(name, value);
  return headers;
}

}  // namespace

std::string good_handshake(const std::string& path, const std::string& subprotocol) {
  const Headers headers = subprotocol.empty() ? good_headers() : adding("Sec-WebSocket-Protocol", subprotocol);
  return request(headers, "GET " + path + " HTTP/1.1");
}

std::vector<HandshakeCase> handshake_cases() {
  const std::string get = std::string("GET ") + kEcho;
  const std::string accept = "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  const std::string wants_upgrade = "upgrade: websocket";
  const std::string wants_13 = "sec-websocket-version: 13";
  Headers two_connections = with("Connection", "keep-alive");
  two_connections.emplace_back("Connection", "Upgrade");
  Headers two_upgrades = with("Upgrade", "h2c");
  two_upgrades.emplace_back("Upgrade", "websocket");
  return {
      {"§1.3: the example", request(good_headers()), 101, accept},
      {"§4.1: names of headers in lower case",
       get + " HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: " + kKey +
           "\r\nsec-websocket-version: 13\r\n\r\n",
       101, accept},
      {"§4.2.1: Upgrade in any case", request(with("Upgrade", "WebSocket")), 101, accept},
      {"§4.2.1: Connection in any case", request(with("Connection", "UPGRADE")), 101, accept},
      {"§4.2.1: Connection is a list", request(with("Connection", "keep-alive, Upgrade")), 101, accept},
      {"§4.2.1: a list with blanks and empty items", request(with("Connection", ",\t keep-alive ,, upgrade ,")), 101,
       accept},
      {"§4.2.1: Upgrade is a list", request(with("Upgrade", "h2c, websocket")), 101, accept},
      {"RFC 9110 §5.3: Connection twice", request(two_connections), 101, accept},
      {"RFC 9110 §5.3: Upgrade twice", request(two_upgrades), 101, accept},
      {"§4.2.1: blanks around the key", request(with("Sec-WebSocket-Key", std::string(" \t") + kKey + "  ")), 101,
       accept},
      {"§9: an extension that is not known is not agreed to",
       request(adding("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits")), 101, accept},
      {"§4.1: a query in the path", request(good_headers(), get + "?agent=x HTTP/1.1"), 101, accept},
      {"§4.1: the whole address as target",
       request(good_headers(), "GET http://godwit.example" + std::string(kEcho) + " HTTP/1.1"), 101, accept},

      {"§4.2.1: no Host", request(without("Host")), 400, ""},
      {"RFC 9112 §3.2: Host twice", request(adding("Host", "other.example")), 400, ""},
      {"§4.2.1: no Upgrade", request(without("Upgrade")), 426, wants_upgrade},
      {"§4.2.1: another Upgrade", request(with("Upgrade", "websockets")), 426, wants_upgrade},
      {"§4.2.1: an Upgrade that only contains the word", request(with("Upgrade", "not websocket")), 426, wants_upgrade},
      {"§4.2.1: no Connection", request(without("Connection")), 426, wants_upgrade},
      {"§4.2.1: another Connection", request(with("Connection", "keep-alive")), 426, wants_upgrade},
      {"§4.2.1: no key", request(without("Sec-WebSocket-Key")), 400, ""},
      {"§11.3.1: the key twice", request(adding("Sec-WebSocket-Key", kKey)), 400, ""},
      {"§4.2.1: an empty key", request(with("Sec-WebSocket-Key", "")), 400, ""},
      {"§4.2.1: a key of 15 bytes", request(with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j")), 400, ""},
      {"§4.2.1: a key of 17 bytes", request(with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSE=")), 400, ""},
      {"§4.2.1: a key that is not base64", request(with("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q==")), 400, ""},
      {"§4.2.2: no version", request(without("Sec-WebSocket-Version")), 426, wants_13},
      {"§4.4: version 8", request(with("Sec-WebSocket-Version", "8")), 426, wants_13},
      {"§4.4: version 14", request(with("Sec-WebSocket-Version", "14")), 426, wants_13},
      {"§4.4: version 013", request(with("Sec-WebSocket-Version", "013")), 426, wants_13},
      {"§4.4: two versions in one header", request(with("Sec-WebSocket-Version", "13, 8")), 426, wants_13},
      {"§11.3.5: the version twice", request(adding("Sec-WebSocket-Version", "13")), 400, ""},
      {"§4.2.1: POST", request(good_headers(), std::string("POST ") + kEcho + " HTTP/1.1"), 405, "allow: get"},
      {"§4.2.1: HEAD", request(good_headers(), std::string("HEAD ") + kEcho + " HTTP/1.1"), 405, "allow: get"},
      {"§4.2.1: HTTP/1.0", request(good_headers(), get + " HTTP/1.0"), 400, ""},
      {"§4.2.1: a body", request(adding("Content-Length", "4")) + "body", 400, ""},
      {"RFC 9112 §6.3: two lengths", request(adding("Transfer-Encoding", "chunked, gzip")), 400, ""},
      {"RFC 9112 §5.1: a blank before the colon", get + " HTTP/1.1\r\nHost : a\r\n\r\n", 400, ""},
      {"RFC 9112 §3: no version at all", get + "\r\nHost: a\r\n\r\n", 400, ""},
  };
}

}  // namespace godwit::conformance
