// SPDX-License-Identifier: Apache-2.0
#include "service/password_hasher.h"

#include <sodium.h>

#include <array>

namespace godwit::service {
namespace {

constexpr unsigned long long kPasses = 1;
constexpr std::size_t kMemoryBytes = 46 * 1024 * 1024;

Result<std::string> argon2id(const std::string& password) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_argon2id_str(out.data(), password.data(), password.size(), kPasses, kMemoryBytes) != 0) {
    return fail(ErrorCode::kOverloaded, "not enough memory to hash a password");
  }
  return std::string(out.data());
}

}  // namespace

PasswordHasher::PasswordHasher(std::size_t threads, std::size_t queue_limit)
    : pool_("godwit-hash", threads, queue_limit) {
  GODWIT_CHECK(sodium_init() >= 0);
  const auto decoy = argon2id("no password of anyone");
  GODWIT_CHECK(decoy.has_value());
  decoy_ = *decoy;
}

Task<Result<std::string>> PasswordHasher::hash(std::string password) {
  return pool_.run<std::string>([p = std::move(password)](std::size_t) { return argon2id(p); });
}

Task<Result<bool>> PasswordHasher::verify(std::string password, std::string hash) {
  return pool_.run<bool>([this, p = std::move(password), h = std::move(hash)](std::size_t) -> Result<bool> {
    const std::string& against = h.empty() ? decoy_ : h;
    const bool match = crypto_pwhash_str_verify(against.c_str(), p.data(), p.size()) == 0;
    return match && !h.empty();
  });
}

}  // namespace godwit::service
