// SPDX-License-Identifier: Apache-2.0
// A client of an MQTT 3.1.1 broker for the load, to compare with: QoS 1, one topic a pair, nothing kept. What it needs of the standard
// (OASIS mqtt-v3.1.1) and no more. A broker gives no seqs: they are counted, by the sender and by the reader.
#pragma once

#include <string>

#include "net/socket_set.h"
#include "peer.h"

namespace godwit::bench {

class MqttPeer final : public Peer, private net::SocketHandler {
 public:
  struct Setup {
    net::SocketSet& set;
    const Clock& clock;
    PeerEvents& events;
    PeerTag tag;
    std::string name;  ///< of the client, unlike all others
    std::string topic;
  };
  MqttPeer(Setup setup, int descriptor);

  void send(Number number, const std::string& text) override;
  /// Nothing is kept that could be read.
  void read_after(Seq) override {}
  void ping() override;

 private:
  void on_bytes(std::string_view bytes) override;
  void on_tls(std::string_view) override {}
  void on_drained() override {}
  void on_closed(net::Closed why) override;

  void write(std::uint8_t first, const std::string& body);
  void on_frame(std::uint8_t first, std::string_view body);
  void on_publish(std::uint8_t first, std::string_view body);
  void end(const std::string& why);

  Setup setup_;
  net::SocketId socket_;
  std::string buffer_;
  Instant now_;
  Number next_answer_ = 0;  ///< a broker answers in the order it was asked (§4.6)
  Seq received_ = 0;
  bool ended_ = false;
};

}  // namespace godwit::bench
