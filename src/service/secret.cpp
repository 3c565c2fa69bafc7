// SPDX-License-Identifier: Apache-2.0
#include "secret.h"

#include <sodium.h>

#include <array>

#include "base/random.h"

namespace godwit::service {
namespace {

store::SecretHash blake2b(std::string_view text) {
  store::SecretHash hash{};
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return hash;
}

std::string plain_code(std::string_view code) {
  std::string plain;
  for (const char c : code) {
    if (c >= 'a' && c <= 'z') {
      plain += static_cast<char>(c - 'a' + 'A');
    } else if (c != '-' && c != ' ') {
      plain += c;
    }
  }
  return plain;
}

template <std::size_t kBytes>
std::string random_base64() {
  std::array<std::byte, kBytes> bits;
  fill_random(bits);
  std::array<char, 2 * kBytes> text{};
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bits.data()), bits.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

}  // namespace

Secret make_token() {
  Secret secret{.text = random_base64<32>(), .hash = {}};
  secret.hash = hash_token(secret.text);
  return secret;
}

std::string make_link_code() { return random_base64<16>(); }

Secret make_invite_code() {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::array<std::byte, 16> bits;
  fill_random(bits);
  Secret secret;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (i != 0 && i % 4 == 0) secret.text += '-';
    secret.text += kAlphabet[std::to_integer<std::size_t>(bits[i]) % kAlphabet.size()];
  }
  secret.hash = hash_invite_code(secret.text);
  return secret;
}

store::SecretHash hash_token(std::string_view token) { return blake2b(token); }

store::SecretHash hash_invite_code(std::string_view code) { return blake2b(plain_code(code)); }

}  // namespace godwit::service
