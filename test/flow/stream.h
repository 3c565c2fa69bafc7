// SPDX-License-Identifier: Apache-2.0
// A blocking connection for the flow tests, with TLS or without. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace godwit::flow {

class Stream {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  struct Tls {
    std::string authority;  ///< PEM; the certificate must be of it, and for the address that is asked for
    std::string protocol;   ///< offered by ALPN; empty = none
  };

  explicit Stream(std::uint16_t port, const std::string& address = "127.0.0.1");
  /// When the handshake fails is_open() is false.
  Stream(std::uint16_t port, const Tls& tls, const std::string& address = "127.0.0.1");
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool is_open() const { return socket_ >= 0; }
  /// What was agreed on by ALPN.
  std::string protocol() const;
  /// Of the server's certificate: SHA-256, hexadecimal.
  std::string fingerprint() const;

  void write(std::string_view bytes);
  /// Some bytes; none at the end of the stream or of the time.
  std::string read_some(Deadline deadline);
  /// All up to and with this text, or to the end of the stream.
  std::string read_until(std::string_view text);
  void close();

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };
  int socket_ = -1;
  std::unique_ptr<ssl_st, Free> tls_;
};

}  // namespace godwit::flow
