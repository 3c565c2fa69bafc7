// SPDX-License-Identifier: Apache-2.0
// TLS for the client sockets: a certificate with its key, ready for handshakes, and the place where the current one is found, so that it
// can be changed while connections live. TLS 1.3 (RFC 8446), 1.2 only when asked for.
// TlsContext: immutable, any thread. TlsSource: any thread; outlives the socket sets.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/ids.h"

struct ssl_ctx_st;

namespace godwit::net {

class TlsContext {
 public:
  struct Files {
    std::string certificate;  ///< PEM: the certificate, then its chain
    std::string key;          ///< PEM, without a passphrase
    bool allow_tls12 = false;
  };

  /// kInvalid with a sentence: a file cannot be read, is not PEM, the key does not belong to the certificate, or it has expired.
  static Result<std::shared_ptr<const TlsContext>> load(const Files& files);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  ssl_ctx_st* native() const { return context_; }
  /// When the certificate expires.
  UnixMillis expires_ms() const { return expires_ms_; }

 private:
  TlsContext() = default;
  ssl_ctx_st* context_ = nullptr;
  UnixMillis expires_ms_ = 0;
};

/// Handshakes that begin take what is current then; connections keep what they began with.
class TlsSource {
 public:
  std::shared_ptr<const TlsContext> current() const { return current_.load(); }
  void set(std::shared_ptr<const TlsContext> context) { current_.store(std::move(context)); }

 private:
  std::atomic<std::shared_ptr<const TlsContext>> current_;
};

}  // namespace godwit::net
