// SPDX-License-Identifier: Apache-2.0
// A listening TCP socket. Accepts on its lane, up to 64 a turn, and hands descriptors (non-blocking, TCP_NODELAY, close-on-exec) on.
// When descriptors run out it pauses for 100 ms instead of spinning.
// Lane: created and destroyed on its lane. Errors: create() says which address could not be bound, and why.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "async/lane.h"
#include "base/error.h"

namespace godwit::net {

/// "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0".
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};
Result<Endpoint> parse_endpoint(const std::string& text);

class Listener {
 public:
  /// Gets the descriptor and the peer's address in text without port (IPv4-mapped IPv6 as IPv4).
  using OnAccept = std::function<void(int descriptor, std::string peer_address)>;

  static Result<std::unique_ptr<Listener>> create(Lane& lane, const Endpoint& endpoint, OnAccept on_accept);
  ~Listener();
  /// The bound port; differs from the asked one when that was 0.
  std::uint16_t port() const;

 private:
  struct Impl;
  explicit Listener(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace godwit::net
