// SPDX-License-Identifier: Apache-2.0
// A device of Godwit for the load: the protocol's frames, native or in WebSocket messages. Decodes only what it counts.
#pragma once

#include <string>

#include "base/log_id.h"
#include "bench/load.h"
#include "net/socket_set.h"
#include "peer.h"
#include "protocol/frame.h"
#include "protocol/websocket.h"
#include "protocol/wire.h"

namespace godwit::bench {

class GodwitPeer final : public Peer, private net::SocketHandler {
 public:
  struct Setup {
    net::SocketSet& set;
    const Clock& clock;
    PeerEvents& events;
    PeerTag tag;
    Encoding encoding;
    std::string host;
    std::string token;
    std::string log;
  };
  /// Takes the descriptor over and says hello.
  GodwitPeer(Setup setup, int descriptor);

  void send(Number number, const std::string& text) override;
  void read_after(Seq seq) override;
  void ping() override;
  /// Tells the server that everything up to here arrived and was read.
  void report(Seq seq);
  /// Reads nothing from now on.
  void stall();

 private:
  void on_bytes(std::string_view bytes) override;
  void on_tls(std::string_view) override {}
  void on_drained() override {}
  void on_closed(net::Closed why) override;

  void say_hello();
  void request(std::uint32_t correlation, v1::Method method, const google::protobuf::MessageLite& message);
  void write(const protocol::Frame& frame);
  bool finish_upgrade(std::string_view& bytes);
  void take_native(std::string_view bytes);
  void take_websocket(std::string_view bytes);
  void on_frame(const protocol::Frame& frame);
  void on_response(const protocol::Frame& frame);
  void on_update(std::string_view body);
  void on_heads(const v1::Heads& heads);
  void on_page(std::string_view body);
  void end(const std::string& why);

  Setup setup_;
  net::SocketId socket_;
  protocol::FrameDecoder frames_;
  protocol::WebSocketDecoder messages_;
  std::string upgrade_;  ///< the answer to the upgrade, as far as it came
  bool upgraded_ = false;
  bool ended_ = false;
  bool reading_ = false;
  Seq head_ = 0;
  std::uint64_t epoch_ = 0;
  Instant now_;  ///< of the bytes at hand
  // Kept for their memory.
  v1::SendMessageRequest outgoing_;
  v1::SendMessageResponse answer_;
  v1::Update update_;
};

}  // namespace godwit::bench
