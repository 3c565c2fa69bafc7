// SPDX-License-Identifier: Apache-2.0
// The TLS of one socket, on its descriptor. Lane: the socket's.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "net/tls.h"

namespace godwit::net {

class TlsLink {
 public:
  /// Of a handshake, a read or a write that did not do what was asked.
  enum class Wants : std::uint8_t { kNothing, kInput, kOutput, kEnded, kFailed };

  TlsLink(const TlsContext& context, int descriptor);

  bool is_open() const { return open_; }
  /// kNothing: it is open now.
  Wants shake_hands();
  /// What the client and we agreed on (ALPN), empty = nothing.
  std::string_view protocol() const;

  struct Moved {
    std::size_t bytes = 0;
    Wants wants = Wants::kNothing;
  };
  Moved read(std::span<char> into);
  Moved write(std::string_view bytes);
  /// Decrypted bytes wait that epoll does not know of.
  bool has_pending() const { return SSL_pending(ssl_.get()) > 0; }
  /// Tells the peer that nothing follows (close_notify). False: there is no room now, try again.
  bool say_goodbye();

 private:
  struct Free {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  Wants wants_of(int result);

  std::unique_ptr<SSL, Free> ssl_;
  bool open_ = false;
};

}  // namespace godwit::net
