// SPDX-License-Identifier: Apache-2.0
// A TCP connection to the server, with TLS where the address says so, on the client's loop. Names are resolved on a thread of their own;
// addresses are tried one after another. Errors: kTimeout is the caller's; kGoingAway with a sentence for everything else.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "link/transport.h"
#include "loop/loop.h"
#include "transport/address.h"
#include "transport/tls.h"

namespace godwit::sdk {

class Stream final : public Transport {
 public:
  /// `tls` may be null for a plain address.
  Stream(Loop& loop, Address address, std::shared_ptr<TlsSettings> tls);
  ~Stream() override;

  void open(TransportEvents& events) override;
  void write(std::string bytes) override;
  void close() override;
  void pause(bool paused) override;
  /// At the end of the turn: sends what was written in it.
  void flush();

 private:
  enum class Phase : std::uint8_t { kClosed, kResolving, kConnecting, kHandshake, kOpen };
  struct Resolution;  ///< shared with the resolving thread
  struct Target {
    std::string bytes;  ///< a sockaddr
    int family = 0;
  };

  void resolved(std::vector<Target> targets, const std::string& complaint);
  void connect_next(const std::string& complaint);
  void on_ready(short events);
  void on_connected();
  void shake();
  void read();
  void arm();
  void fail_with(const std::string& complaint);
  void close_descriptor();
  void opened();

  Loop& loop_;
  Address address_;
  std::shared_ptr<TlsSettings> settings_;
  TransportEvents* events_ = nullptr;
  Phase phase_ = Phase::kClosed;
  std::uint64_t connection_ = 0;
  std::shared_ptr<Resolution> resolution_;
  std::deque<Target> targets_;
  int descriptor_ = -1;
  std::unique_ptr<TlsStream> tls_;
  bool wants_write_ = false;  ///< the kernel's buffer is full, or TLS says so
  bool paused_ = false;
  std::string out_;
  std::size_t sent_ = 0;
  std::shared_ptr<int> alive_ = std::make_shared<int>();  ///< posted jobs see by it that the stream is gone
};

}  // namespace godwit::sdk
