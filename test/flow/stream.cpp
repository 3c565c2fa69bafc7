// SPDX-License-Identifier: Apache-2.0
#include "stream.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

namespace godwit::flow {
namespace {

constexpr std::chrono::seconds kPatience{20};

int connect_to(std::uint16_t port, const std::string& host) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  EXPECT_EQ(::inet_pton(AF_INET, host.c_str(), &address.sin_addr), 1);
  EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  return socket;
}

/// Trusts this authority and nobody else.
SSL_CTX* context_for(const std::string& authority) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  BIO* pem = BIO_new_mem_buf(authority.data(), static_cast<int>(authority.size()));
  X509* root = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
  EXPECT_TRUE(root);
  if (root) X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root);
  X509_free(root);
  BIO_free(pem);
  return context;
}

}  // namespace

void Stream::Free::operator()(ssl_st* ssl) const { SSL_free(ssl); }

Stream::Stream(std::uint16_t port, const std::string& address) : socket_(connect_to(port, address)) {}

Stream::Stream(std::uint16_t port, const Tls& tls, const std::string& address) : Stream(port, address) {
  SSL_CTX* context = context_for(tls.authority);
  tls_.reset(SSL_new(context));
  SSL_CTX_free(context);
  SSL_set_fd(tls_.get(), socket_);
  X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls_.get()), address.c_str());
  if (!tls.protocol.empty()) {
    const std::string offer = static_cast<char>(tls.protocol.size()) + tls.protocol;
    SSL_set_alpn_protos(tls_.get(), reinterpret_cast<const unsigned char*>(offer.data()),
                        static_cast<unsigned>(offer.size()));
  }
  if (SSL_connect(tls_.get()) != 1) close();
  ERR_clear_error();
}

Stream::~Stream() { close(); }

void Stream::close() {
  tls_.reset();
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

std::string Stream::protocol() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(tls_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string Stream::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  X509_digest(SSL_get0_peer_certificate(tls_.get()), EVP_sha256(), digest.data(), &size);
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4];
    text += "0123456789abcdef"[digest[i] & 0x0F];
  }
  return text;
}

void Stream::write(std::string_view bytes) {
  while (!bytes.empty() && socket_ >= 0) {
    const auto size = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 20));
    const ssize_t sent = tls_ ? SSL_write(tls_.get(), bytes.data(), size)
                              : ::send(socket_, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string Stream::read_some(Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
  const bool waits = !tls_ || SSL_pending(tls_.get()) == 0;
  if (waits && ::poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0))) <= 0) return {};
  std::string out(65'536, '\0');
  const ssize_t got = tls_ ? SSL_read(tls_.get(), out.data(), static_cast<int>(out.size()))
                           : ::recv(socket_, out.data(), out.size(), 0);
  out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return out;
}

std::string Stream::read_until(std::string_view text) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::string all;
  while (!all.contains(text)) {
    const std::string part = read_some(deadline);
    if (part.empty()) break;
    all += part;
  }
  return all;
}

}  // namespace godwit::flow
