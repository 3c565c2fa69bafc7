// SPDX-License-Identifier: Apache-2.0
#include "tls_link.h"

#include <openssl/err.h>

#include "base/error.h"

namespace godwit::net {

TlsLink::TlsLink(const TlsContext& context, int descriptor) : ssl_(SSL_new(context.native())) {
  GODWIT_CHECK(ssl_);
  GODWIT_CHECK(SSL_set_fd(ssl_.get(), descriptor) == 1);
  SSL_set_accept_state(ssl_.get());
}

TlsLink::Wants TlsLink::wants_of(int result) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Wants::kInput;
    case SSL_ERROR_WANT_WRITE:
      return Wants::kOutput;
    case SSL_ERROR_ZERO_RETURN:
      return Wants::kEnded;
    default:
      return Wants::kFailed;
  }
}

TlsLink::Wants TlsLink::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) return wants_of(result);
  open_ = true;
  return Wants::kNothing;
}

std::string_view TlsLink::protocol() const {
  const unsigned char* name = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

TlsLink::Moved TlsLink::read(std::span<char> into) {
  ERR_clear_error();
  std::size_t got = 0;
  const int result = SSL_read_ex(ssl_.get(), into.data(), into.size(), &got);
  return result == 1 ? Moved{got, Wants::kNothing} : Moved{0, wants_of(result)};
}

TlsLink::Moved TlsLink::write(std::string_view bytes) {
  ERR_clear_error();
  std::size_t took = 0;
  const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &took);
  return result == 1 ? Moved{took, Wants::kNothing} : Moved{0, wants_of(result)};
}

bool TlsLink::say_goodbye() {
  if (!open_) return true;
  ERR_clear_error();
  const int result = SSL_shutdown(ssl_.get());
  return result >= 0 || wants_of(result) != Wants::kOutput;
}

}  // namespace godwit::net
