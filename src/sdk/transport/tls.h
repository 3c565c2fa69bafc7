// SPDX-License-Identifier: Apache-2.0
// TLS 1.2 or newer to the server, certificate and name checked, ALPN godwit/1 (RFC 8446, 6125, 7301). One thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace godwit::sdk {

class TlsStream;

class TlsSettings {
 public:
  /// kInvalid: the CA file cannot be read.
  static Result<std::shared_ptr<TlsSettings>> create(const std::filesystem::path& ca_file);
  ~TlsSettings();
  TlsSettings(const TlsSettings&) = delete;
  TlsSettings& operator=(const TlsSettings&) = delete;

  /// Over a connected, non-blocking descriptor that stays the caller's.
  std::unique_ptr<TlsStream> wrap(int descriptor, const std::string& host) const;

 private:
  explicit TlsSettings(void* context) : context_(context) {}
  void* context_;  ///< SSL_CTX
};

class TlsStream {
 public:
  enum class Step : std::uint8_t { kDone, kWantRead, kWantWrite, kEnd, kError };

  explicit TlsStream(void* connection) : connection_(connection) {}
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Step handshake();
  /// `size`: room in, bytes out.
  Step read(char* to, std::size_t& size);
  Step write(std::string_view from, std::size_t& written);
  /// What was wrong with the handshake or the stream.
  std::string complaint() const;

 private:
  Step step(int result);
  void* connection_;  ///< SSL
  std::string error_;
};

}  // namespace godwit::sdk
