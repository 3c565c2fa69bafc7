// SPDX-License-Identifier: Apache-2.0
#include "transport/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <utility>

namespace godwit::sdk {
namespace {

SSL_CTX* context_of(void* pointer) { return static_cast<SSL_CTX*>(pointer); }
SSL* connection_of(void* pointer) { return static_cast<SSL*>(pointer); }

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> out;
  return ::inet_pton(AF_INET, host.c_str(), out.data()) == 1 || ::inet_pton(AF_INET6, host.c_str(), out.data()) == 1;
}

}  // namespace

Result<std::shared_ptr<TlsSettings>> TlsSettings::create(const std::filesystem::path& ca_file) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  GODWIT_CHECK(context);
  std::shared_ptr<TlsSettings> settings(new TlsSettings(context));
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  constexpr std::array<unsigned char, 9> kProtocol{8, 'g', 'o', 'd', 'w', 'i', 't', '/', '1'};
  SSL_CTX_set_alpn_protos(context, kProtocol.data(), kProtocol.size());
  const int trusted = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context)
                                      : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
  ERR_clear_error();
  if (trusted != 1) return fail(ErrorCode::kInvalid, "no certificates can be read from " + ca_file.string());
  return settings;
}

TlsSettings::~TlsSettings() { SSL_CTX_free(context_of(context_)); }

std::unique_ptr<TlsStream> TlsSettings::wrap(int descriptor, const std::string& host) const {
  SSL* connection = SSL_new(context_of(context_));
  GODWIT_CHECK(connection);
  SSL_set_fd(connection, descriptor);
  SSL_set_connect_state(connection);
  if (is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str());
  } else {
    SSL_set_tlsext_host_name(connection, host.c_str());
    SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    SSL_set1_host(connection, host.c_str());
  }
  return std::make_unique<TlsStream>(connection);
}

TlsStream::~TlsStream() { SSL_free(connection_of(connection_)); }

TlsStream::Step TlsStream::handshake() {
  ERR_clear_error();
  return step(SSL_do_handshake(connection_of(connection_)));
}

TlsStream::Step TlsStream::read(char* to, std::size_t& size) {
  ERR_clear_error();
  const std::size_t room = std::exchange(size, 0);
  return step(SSL_read_ex(connection_of(connection_), to, room, &size));
}

TlsStream::Step TlsStream::write(std::string_view from, std::size_t& written) {
  ERR_clear_error();
  written = 0;
  return step(SSL_write_ex(connection_of(connection_), from.data(), from.size(), &written));
}

TlsStream::Step TlsStream::step(int result) {
  if (result == 1) return Step::kDone;
  switch (SSL_get_error(connection_of(connection_), result)) {
    case SSL_ERROR_WANT_READ:
      return Step::kWantRead;
    case SSL_ERROR_WANT_WRITE:
      return Step::kWantWrite;
    case SSL_ERROR_ZERO_RETURN:
      return Step::kEnd;
    default:
      break;
  }
  const long verified = SSL_get_verify_result(connection_of(connection_));
  const unsigned long error = ERR_peek_error();
  if (verified != X509_V_OK) {
    error_ = std::string("its certificate is not trusted: ") + X509_verify_cert_error_string(verified);
  } else if (error != 0) {
    const char* reason = ERR_reason_error_string(error);
    error_ = std::string("TLS: ") + (reason ? reason : "failed");
  } else {
    error_ = "the connection was cut";
  }
  ERR_clear_error();
  return Step::kError;
}

std::string TlsStream::complaint() const { return error_; }

}  // namespace godwit::sdk
