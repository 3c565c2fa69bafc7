// SPDX-License-Identifier: Apache-2.0
#include "protocol/websocket_handshake.h"

#include <algorithm>
#include <optional>

#include "protocol/websocket.h"

namespace godwit::protocol {
namespace {

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The items of all headers of that name: a list may be spread over several (RFC 9110 §5.3). Empty items do not count.
std::vector<std::string> list_items(const HttpRequest& request, std::string_view name) {
  constexpr std::string_view kBlanks = " \t";
  std::vector<std::string> items;
  for (const auto& [header, value] : request.headers) {
    if (header != name) continue;
    for (std::string_view rest = value; !rest.empty();) {
      std::string_view item = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(item.size() + 1, rest.size()));
      item.remove_prefix(std::min(item.find_first_not_of(kBlanks), item.size()));
      item = item.substr(0, item.find_last_not_of(kBlanks) + 1);
      if (!item.empty()) items.emplace_back(item);
    }
  }
  return items;
}

/// `token` in lower case; RFC 6455 §4.2.1 compares these without case.
bool has_token(const HttpRequest& request, std::string_view name, std::string_view token) {
  return std::ranges::any_of(list_items(request, name),
                             [&](const std::string& item) { return std::ranges::equal(item, token, {}, to_lower); });
}

/// The value of a header that may be there once (§11.3); nullopt when it is absent or repeated.
std::optional<std::string> single(const HttpRequest& request, std::string_view name) {
  if (std::ranges::count(request.headers, name, &std::pair<std::string, std::string>::first) != 1) return std::nullopt;
  return *request.find_header(name);
}

std::unexpected<HttpResponse> refuse(int status, std::string text, std::pair<std::string, std::string> header = {}) {
  HttpResponse response{.status = status,
                        .headers = {{"content-type", "text/plain; charset=utf-8"}},
                        .body = std::make_shared<std::string>(std::move(text) + "\n")};
  if (!header.first.empty()) response.headers.push_back(std::move(header));
  return std::unexpected(std::move(response));
}

}  // namespace

bool WsOffer::offers(std::string_view subprotocol) const {
  return std::ranges::find(subprotocols, subprotocol) != subprotocols.end();
}

std::expected<WsOffer, HttpResponse> read_websocket_offer(const HttpRequest& request) {
  if (request.method != "GET") return refuse(405, "a WebSocket is asked for with GET", {"allow", "GET"});
  if (!has_token(request, "upgrade", "websocket") || !has_token(request, "connection", "upgrade")) {
    return refuse(426, "this path speaks WebSocket", {"upgrade", "websocket"});
  }
  if (request.minor_version < 1) return refuse(400, "a WebSocket needs HTTP/1.1");
  if (!request.body.empty()) return refuse(400, "a WebSocket is asked for without a body");

  const auto versions =
      std::ranges::count(request.headers, "sec-websocket-version", &std::pair<std::string, std::string>::first);
  if (versions > 1) return refuse(400, "sec-websocket-version: more than once");
  const std::string* version = request.find_header("sec-websocket-version");
  if (!version || *version != "13") return refuse(426, "WebSocket version 13 only", {"sec-websocket-version", "13"});

  const auto key = single(request, "sec-websocket-key");
  auto accept = key ? websocket_accept(*key) : std::nullopt;
  if (!accept) return refuse(400, "sec-websocket-key: once, 16 bytes in base64");
  return WsOffer{std::move(*accept), list_items(request, "sec-websocket-protocol")};
}

std::string encode_websocket_welcome(const WsOffer& offer, std::string_view subprotocol) {
  std::string out =
      "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
      "sec-websocket-accept: " +
      offer.accept + "\r\n";
  if (!subprotocol.empty()) out.append("sec-websocket-protocol: ").append(subprotocol).append("\r\n");
  return out.append("\r\n");
}

}  // namespace godwit::protocol
