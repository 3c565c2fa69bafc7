// SPDX-License-Identifier: Apache-2.0
// Before frames: which protocol is it, plain HTTP, and the WebSocket upgrade (RFC 6455 §4.2).
#include <algorithm>

#include "base/limits.h"
#include "channels.h"
#include "connection.h"
#include "single_call.h"

namespace godwit::gateway {
namespace {

constexpr std::string_view kWebSocketPath = "/v1/ws";
/// Answered without TLS too, whoever asks: the certificate of the own authority, which must be fetched before it can be trusted, and what
/// monitors ask for, which holds nothing secret or has rules of its own.
constexpr std::string_view kPlainPaths[] = {"/ca.crt", "/healthz", "/readyz", "/metrics"};

#ifdef GODWIT_WS_ECHO
constexpr std::string_view kEchoPath = "/v1/ws-echo";
#endif

/// A client may keep an upload waiting so long before it is cut; it goes on where it was.
constexpr auto kBodyPatience = std::chrono::seconds(30);

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1"; }

bool is_plain(std::string_view path) { return std::ranges::find(kPlainPaths, path) != std::end(kPlainPaths); }

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
  while (phase_ == Phase::kHttp && !http_busy_ && !is_clogged()) {
    auto request = http_->next();
    if (!request) return refuse_http(request.error());
    if (!*request) return;
    if (refused_) {
      send_http(plain(503, "too many connections"), false, false);
      return;
    }
    if (must_use_tls() && !is_plain((*request)->path)) return insist_on_tls(**request);
    (*request)->secure = secure_;
    if ((*request)->path == kWebSocketPath) return upgrade(**request);
#ifdef GODWIT_WS_ECHO
    if ((*request)->path == kEchoPath) return upgrade_to_echo(**request);
#endif
    http_busy_ = true;
    lane_.sockets->pause_reading(socket_, true);
    lane_.parts.nursery.spawn(answer_http(shared_from_this(), std::move(**request)));
  }
}

Task<void> Connection::answer_http(std::shared_ptr<Connection> self, protocol::HttpRequest request) {
  bool keep_alive = request.keep_alive && !draining_;
  const bool head_only = request.method == "HEAD";
  if (request.streamed_bytes && request.find_header("expect")) {
    lane_.sockets->write(socket_, std::make_shared<std::string>("HTTP/1.1 100 Continue\r\n\r\n"));
  }
  HttpContext context{.address = address_,
                      .call = single_call(lane_, address_),
                      .read_body = [self] { return self->read_body(); },
                      .accounts = &lane_.parts.services.accounts};
  auto answer = co_await lane_.shared.http(std::move(request), std::move(context));
  const bool streams = answer.read && !head_only;
  const protocol::HttpResponse whole = streams ? protocol::HttpResponse() : answer.response;
  if (streams && phase_ == Phase::kHttp) {
    std::string head = protocol::encode_http(answer.response, keep_alive, false);
    keep_alive = co_await stream(std::move(answer), std::move(head)) && keep_alive;
  }
  http_busy_ = false;
  if (phase_ != Phase::kHttp) co_return;
  // What is left of a body that was refused is not worth reading.
  keep_alive = keep_alive && http_->body_left() == 0;
  if (!streams) send_http(whole, keep_alive, head_only);
  if (!keep_alive) {
    phase_ = Phase::kClosing;
    lane_.sockets->close_after_flush(socket_);
    co_return;
  }
  if (draining_) co_return drain();
  serve_http();
  if (phase_ == Phase::kHttp) lane_.sockets->pause_reading(socket_, http_busy_ || is_clogged());
}

/// A piece at a time: the socket is read only while somebody waits for more.
Task<Result<std::string>> Connection::read_body() {
  if (!http_ || http_->body_left() == 0) co_return std::string();
  std::string piece = http_->take_body();
  if (!piece.empty()) co_return piece;
  session_.wait_until(lane_.shared.clock.now() + kBodyPatience);
  lane_.sockets->pause_reading(socket_, false);
  const bool more = co_await suspend<bool>([this](Resume<bool> resume) {
    if (phase_ != Phase::kHttp || draining_) return std::move(resume).settle(false);
    waiting_for_body_.emplace(std::move(resume));
  });
  if (!more || phase_ != Phase::kHttp) co_return fail(ErrorCode::kTimeout, "the body was cut");
  co_return http_->take_body();
}

void Connection::hand_over_body(bool more) {
  if (more) lane_.sockets->pause_reading(socket_, true);
  std::move(*std::exchange(waiting_for_body_, std::nullopt)).settle(more);
}

/// Sends a long answer no faster than the peer takes it. False: the connection cannot go on.
Task<bool> Connection::stream(HttpAnswer answer, std::string head) {
  lane_.sockets->write(socket_, std::make_shared<std::string>(std::move(head)));
  const std::uint64_t size = *answer.response.streamed_bytes;
  for (std::uint64_t offset = 0; offset < size;) {
    auto piece = co_await answer.read(offset);
    if (phase_ != Phase::kHttp) co_return false;
    if (!piece || piece->empty() || piece->size() > size - offset) {
      phase_ = Phase::kClosing;
      lane_.sockets->abort(socket_);
      co_return false;
    }
    offset += piece->size();
    lane_.sockets->write(socket_, std::make_shared<std::string>(std::move(*piece)));
    session_.on_traffic(lane_.shared.clock.now());
    if (!is_clogged()) continue;
    // Likewise a download, as long as any other connection may be silent.
    session_.wait_until(lane_.shared.clock.now() + lane_.shared.options.idle_timeout);
    co_await drained();
    if (phase_ != Phase::kHttp) co_return false;
  }
  co_return true;
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

/// Only what has no effect is sent to the same place over TLS: others came with a body, or a token, that was to be a secret.
void Connection::insist_on_tls(const protocol::HttpRequest& request) {
  const bool head_only = request.method == "HEAD";
  const std::string* host = request.find_header("host");
  const bool redirects = host && (request.method == "GET" || head_only);
  send_http(redirects ? redirect_to_tls(request, *host) : plain(403, "this server speaks TLS: use https"), false,
            head_only);
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
  const auto offer = protocol::read_websocket_offer(request);
  if (!offer) return send_http(offer.error(), false, false);
  if (!is_allowed_origin(request)) return send_http(plain(403, "this origin is not allowed"), false, false);

  const bool binary = offer->offers("godwit.v1");
  if (!binary && !offer->offers("godwit.v1.json")) {
    return send_http(plain(400, "offer the subprotocol godwit.v1 or godwit.v1.json"), false, false);
  }
  encoding_ = binary ? Encoding::kWebSocket : Encoding::kWebSocketJson;
  begin_websocket(*offer, binary ? "godwit.v1" : "godwit.v1.json", make_channel(encoding_));
}

#ifdef GODWIT_WS_ECHO
void Connection::upgrade_to_echo(const protocol::HttpRequest& request) {
  const auto offer = protocol::read_websocket_offer(request);
  if (!offer) return send_http(offer.error(), false, false);
  encoding_ = Encoding::kWebSocket;
  begin_websocket(*offer, "", make_echo_channel());
}
#endif

void Connection::begin_websocket(const protocol::WsOffer& offer, std::string_view subprotocol,
                                 std::unique_ptr<Channel> channel) {
  lane_.sockets->write(socket_, std::make_shared<std::string>(protocol::encode_websocket_welcome(offer, subprotocol)));
  phase_ = Phase::kFrames;
  channel_ = std::move(channel);
  channel_->feed(http_->take_rest());
  http_.reset();
  serve_frames();
}

}  // namespace godwit::gateway
