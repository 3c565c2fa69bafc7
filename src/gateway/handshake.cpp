// SPDX-License-Identifier: Apache-2.0
// Before frames: which protocol is it, plain HTTP, and the WebSocket upgrade (RFC 6455 §4.2).
#include <algorithm>

#include "base/limits.h"
#include "connection.h"
#include "single_call.h"

namespace godwit::gateway {
namespace {

constexpr std::string_view kWebSocketPath = "/v1/ws";
/// The certificate of the server's own authority: who trusts it is yet to fetch it.
constexpr std::string_view kAuthorityPath = "/ca.crt";

bool has_token(const std::string* header, std::string_view token) {
  if (!header) return false;
  std::string_view rest = *header;
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    std::string_view item = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
    while (item.starts_with(' ') || item.starts_with('\t')) item.remove_prefix(1);
    while (item.ends_with(' ') || item.ends_with('\t')) item.remove_suffix(1);
    const bool same = std::ranges::equal(item, token, [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
    });
    if (same) return true;
  }
  return false;
}

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

/// The same place over TLS (RFC 9110 §15.4.9). What the path was encoded with is not known any more: all that is not plain is.
protocol::HttpResponse redirect_to_tls(const protocol::HttpRequest& request, const std::string& host) {
  constexpr std::string_view kPlain = "-._~/!$&'()*+,;=:@";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string target = "https://" + host;
  for (const char c : request.path) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || kPlain.contains(c)) {
      target += c;
    } else {
      target.append("%").append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 0x0F]);
    }
  }
  if (!request.query.empty()) target += "?" + request.query;
  return {.status = 308, .headers = {{"location", target}}, .body = nullptr};
}

protocol::HttpResponse plain(int status, std::string text) {
  return {.status = status,
          .headers = {{"content-type", "text/plain; charset=utf-8"}},
          .body = std::make_shared<std::string>(std::move(text) + "\n")};
}

}  // namespace

void Connection::sniff(std::string_view bytes) {
  sniffed_ += bytes;
  const char first = sniffed_.front();
  const bool is_letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
  if (protocol_ == (is_letter ? "godwit/1" : "http/1.1")) {
    // Not what ALPN agreed on.
    phase_ = Phase::kClosing;
    return lane_.sockets->abort(socket_);
  }
  if (is_letter) {
    phase_ = Phase::kHttp;
    http_.emplace(protocol::HttpLimits{limits::kHttpHeaderBytes, limits::kHttpHeaderFields, limits::kHttpBodyBytes});
    http_->feed(std::exchange(sniffed_, {}));
    return serve_http();
  }
  const auto known = std::min(sniffed_.size(), protocol::kNativePreface.size());
  if (std::string_view(sniffed_).substr(0, known) != protocol::kNativePreface.substr(0, known)) {
    phase_ = Phase::kClosing;
    return lane_.sockets->abort(socket_);
  }
  if (known < protocol::kNativePreface.size()) return;
  phase_ = Phase::kFrames;
  channel_ = make_channel(encoding_);
  channel_->feed(std::string_view(sniffed_).substr(known));
  sniffed_ = {};
  serve_frames();
}

void Connection::serve_http() {
  while (phase_ == Phase::kHttp && !http_busy_) {
    auto request = http_->next();
    if (!request) return refuse_http(request.error());
    if (!*request) return;
    if (refused_) {
      send_http(plain(503, "too many connections"), false, false);
      return;
    }
    if (must_use_tls() && (*request)->path != kAuthorityPath) {
      const std::string* host = (*request)->find_header("host");
      send_http(host ? redirect_to_tls(**request, *host) : plain(403, "this server speaks TLS"), false, false);
      return;
    }
    (*request)->secure = secure_;
    if ((*request)->path == kWebSocketPath) return upgrade(**request);
    http_busy_ = true;
    lane_.sockets->pause_reading(socket_, true);
    lane_.parts.nursery.spawn(answer_http(shared_from_this(), std::move(**request)));
  }
}

Task<void> Connection::answer_http([[maybe_unused]] std::shared_ptr<Connection> self, protocol::HttpRequest request) {
  const bool keep_alive = request.keep_alive && !draining_;
  const bool head_only = request.method == "HEAD";
  const auto response = co_await lane_.shared.http(std::move(request), address_, single_call(lane_, address_));
  http_busy_ = false;
  if (phase_ != Phase::kHttp) co_return;
  send_http(response, keep_alive, head_only);
  if (!keep_alive) co_return;
  if (draining_) co_return drain();
  lane_.sockets->pause_reading(socket_, false);
  serve_http();
}

void Connection::send_http(const protocol::HttpResponse& response, bool keep_alive, bool head_only) {
  lane_.sockets->write(socket_, std::make_shared<std::string>(protocol::encode_http(response, keep_alive, head_only)));
  if (keep_alive) return;
  phase_ = Phase::kClosing;
  lane_.sockets->close_after_flush(socket_);
}

void Connection::refuse_http(const Error& error) {
  const bool header = error.code == ErrorCode::kTooLarge && error.detail == "header";
  const int status = header ? 431 : error.code == ErrorCode::kUnimplemented ? 501 : describe(error.code).http_status;
  send_http(plain(status, std::string(describe(error.code).name)), false, false);
}

bool Connection::must_use_tls() const {
  return !secure_ && lane_.shared.tls && lane_.shared.tls->current() && !lane_.shared.options.allow_plaintext &&
         !is_loopback(address_);
}

bool Connection::is_allowed_origin(const protocol::HttpRequest& request) const {
  const std::string* origin = request.find_header("origin");
  if (!origin) return true;
  const std::string* host = request.find_header("host");
  const auto scheme = origin->find("://");
  if (host && scheme != std::string::npos && std::string_view(*origin).substr(scheme + 3) == *host) return true;
  return std::ranges::find(lane_.shared.options.allowed_origins, *origin) != lane_.shared.options.allowed_origins.end();
}

void Connection::upgrade(const protocol::HttpRequest& request) {
  const std::string* key = request.find_header("sec-websocket-key");
  const auto accept = key ? protocol::websocket_accept(*key) : std::nullopt;
  if (request.method != "GET" || !has_token(request.find_header("upgrade"), "websocket") ||
      !has_token(request.find_header("connection"), "upgrade") || !accept) {
    auto response = plain(426, "this path speaks WebSocket");
    response.headers.emplace_back("upgrade", "websocket");
    return send_http(response, false, false);
  }
  const std::string* version = request.find_header("sec-websocket-version");
  if (!version || *version != "13") {
    auto response = plain(426, "WebSocket version 13 only");
    response.headers.emplace_back("sec-websocket-version", "13");
    return send_http(response, false, false);
  }
  if (!is_allowed_origin(request)) return send_http(plain(403, "this origin is not allowed"), false, false);

  const std::string* offered = request.find_header("sec-websocket-protocol");
  const bool binary = has_token(offered, "godwit.v1");
  if (!binary && !has_token(offered, "godwit.v1.json")) {
    return send_http(plain(400, "offer the subprotocol godwit.v1 or godwit.v1.json"), false, false);
  }
  encoding_ = binary ? Encoding::kWebSocket : Encoding::kWebSocketJson;
  lane_.sockets->write(
      socket_, std::make_shared<std::string>(
                   "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                   "sec-websocket-accept: " +
                   *accept + "\r\nsec-websocket-protocol: " + (binary ? "godwit.v1" : "godwit.v1.json") + "\r\n\r\n"));
  phase_ = Phase::kFrames;
  channel_ = make_channel(encoding_);
  channel_->feed(http_->take_rest());
  http_.reset();
  serve_frames();
}

}  // namespace godwit::gateway
