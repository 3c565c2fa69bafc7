// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <ctime>
#include <string_view>

namespace godwit::net {
namespace {

/// Ours first: a client that offers both gets frames.
constexpr std::string_view kProtocols[] = {"godwit/1", "http/1.1"};

/// RFC 7301. A client that offers nothing we know goes on without: the first byte tells.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned int size, void*) {
  for (const std::string_view ours : kProtocols) {
    for (unsigned int at = 0; at < size; at += offered[at] + 1U) {
      const std::string_view theirs(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
      if (theirs != ours) continue;
      *out = offered + at + 1;
      *out_size = offered[at];
      return SSL_TLSEXT_ERR_OK;
    }
  }
  return SSL_TLSEXT_ERR_NOACK;
}

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason ? reason : "unknown error";
}

UnixMillis millis_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return static_cast<UnixMillis>(::timegm(&parts)) * 1'000;
}

}  // namespace

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const Files& files) {
  ERR_clear_error();
  std::shared_ptr<TlsContext> made(new TlsContext());
  made->context_ = SSL_CTX_new(TLS_server_method());
  SSL_CTX* context = made->context_;
  GODWIT_CHECK(context);
  SSL_CTX_set_min_proto_version(context, files.allow_tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Idle connections hold no record buffers; a write may take a part, from a queue that moves.
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // Resuming saves no CPU with TLS 1.3 (research in ADR 9): one ticket, for clients that insist.
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set1_groups_list(context, "X25519:P-256");
  SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);

  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1) {
    return fail(ErrorCode::kInvalid, "certificate " + files.certificate + ": " + openssl_reason());
  }
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return fail(ErrorCode::kInvalid, "key " + files.key + ": " + openssl_reason());
  }
  if (SSL_CTX_check_private_key(context) != 1) {
    return fail(ErrorCode::kInvalid, "key " + files.key + " does not belong to " + files.certificate);
  }
  made->expires_ms_ = millis_of(X509_get0_notAfter(SSL_CTX_get0_certificate(context)));
  return std::shared_ptr<const TlsContext>(std::move(made));
}

}  // namespace godwit::net
