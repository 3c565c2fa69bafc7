// SPDX-License-Identifier: Apache-2.0
// One connection, from its first byte to its last: a state machine on its lane. Requests are coroutines beside it.
//
//   sniff ──0x00 G W 1──► frames          (native)
//     └────letter──► http ──upgrade──► frames   (WebSocket)
//
// Lifetime: its lane and the coroutines of its requests share it; after on_closed it only waits for them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "channel.h"
#include "encoding.h"
#include "lane_context.h"
#include "protocol/http.h"
#include "protocol/websocket_handshake.h"
#include "protocol/wire.h"
#include "routes.h"
#include "session/outbox.h"
#include "session/resume_token.h"

namespace godwit::gateway {

class Connection final : public net::SocketHandler, public Recipient, public std::enable_shared_from_this<Connection> {
 public:
  /// Its socket is gone; nothing more comes of it.
  using Forget = std::function<void(Connection&)>;

  /// `refused`: there are too many, say so and close.
  Connection(LaneContext& lane, std::string address, bool refused, Forget forget);
  ~Connection() override;

  void start(int descriptor);
  void push(EncodedUpdate& update, LogId log, Seq head) override;
  void hint(EncodedUpdate& update) override;
  /// No more requests; when those in flight are answered, going away.
  void drain();
  /// The lane shuts down: nothing may be sent any more.
  void abandon();
  void close(const Error& error) override;

  const std::string& address() const { return address_; }

  void on_bytes(std::string_view bytes) override;
  void on_tls(std::string_view protocol) override;
  void on_drained() override;
  void on_closed(net::Closed why) override;

 private:
  enum class Phase : std::uint8_t { kSniff, kHttp, kFrames, kClosing };

  // sniffing and HTTP: handshake.cpp
  void sniff(std::string_view bytes);
  void serve_http();
  Task<void> answer_http(std::shared_ptr<Connection> self, protocol::HttpRequest request);
  Task<Result<std::string>> read_body();
  void hand_over_body(bool more);
  Task<bool> stream(HttpAnswer answer, std::string head);
  void send_http(const protocol::HttpResponse& response, bool keep_alive, bool head_only);
  void refuse_http(const Error& error);
  bool must_use_tls() const;
  void insist_on_tls(const protocol::HttpRequest& request);
  bool is_allowed_origin(const protocol::HttpRequest& request) const;
  void upgrade(const protocol::HttpRequest& request);
#ifdef GODWIT_WS_ECHO
  void upgrade_to_echo(const protocol::HttpRequest& request);
#endif
  void begin_websocket(const protocol::WsOffer& offer, std::string_view subprotocol, std::unique_ptr<Channel> channel);

  // frames: connection.cpp
  /// The client does not read what it was answered: nothing more is taken from it until it has.
  bool is_clogged() const;
  void serve_frames();
  void serve(const Inbound& inbound);
  Task<void> answer(std::shared_ptr<Connection> self, const Route* route, Caller caller, Inbound inbound,
                    std::string body);
  void respond(const Inbound& to, const Result<std::string>& body);
  void write(const protocol::Frame& frame, std::uint32_t method = 0);
  void tell_behind();
  void watch();

  // hello: greeting.cpp
  Task<void> greet(std::shared_ptr<Connection> self, Inbound inbound, std::string body);
  Task<std::optional<service::Authenticated>> welcome(Inbound inbound, const v1::HelloRequest* hello);
  Task<void> send_heads(UserId user, service::ResumePoint since);
  Task<void> drained();

  LaneContext& lane_;
  std::string address_;
  bool refused_;
  bool secure_ = false;   ///< over TLS
  std::string protocol_;  ///< what ALPN agreed on
  Forget forget_;
  Phase phase_ = Phase::kSniff;
  bool draining_ = false;
  bool serving_ = false;
  bool http_busy_ = false;
  net::SocketId socket_;
  net::TimerWheel::TimerId timer_ = 0;
  session::Session session_;
  session::Outbox outbox_;
  Encoding encoding_ = Encoding::kNative;
  std::string sniffed_;
  std::unique_ptr<Channel> channel_;
  std::optional<protocol::HttpRequestParser> http_;
  std::optional<Resume<bool>> waiting_for_body_;
  std::vector<Resume<bool>> waiting_for_drain_;
};

}  // namespace godwit::gateway
