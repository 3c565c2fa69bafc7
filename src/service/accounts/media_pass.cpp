// SPDX-License-Identifier: Apache-2.0
// <device id>.<keyed BLAKE2b of the purpose, the key being the hash of the device's token>: nothing is stored for it.
#include <sodium.h>

#include <array>
#include <charconv>

#include "secret.h"
#include "service/accounts.h"

namespace godwit::service {
namespace {

std::string sign(DeviceId device, const store::SecretHash& key) {
  const std::string text = "godwit media " + std::to_string(device.value);
  std::array<unsigned char, 32> mac{};
  crypto_generichash(mac.data(), mac.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  std::array<char, 64> encoded{};
  sodium_bin2base64(encoded.data(), encoded.size(), mac.data(), mac.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return std::to_string(device.value) + "." + encoded.data();
}

}  // namespace

Task<Result<std::string>> Accounts::make_media_pass(std::string token, std::string address) {
  const store::SecretHash key = hash_token(token);
  auto who = co_await authenticate(std::move(token), "", std::move(address));
  if (!who) co_return std::unexpected(who.error());
  co_return sign(who->caller.device, key);
}

Task<Result<model::Caller>> Accounts::authenticate_media_pass(std::string pass) {
  std::int64_t number = 0;
  const auto read = std::from_chars(pass.data(), pass.data() + pass.size(), number);
  if (read.ec != std::errc() || number <= 0) co_return fail(ErrorCode::kTokenInvalid);
  const DeviceId device(number);
  auto holder = co_await deps_.store.devices().find_holder(device);
  if (!holder) co_return std::unexpected(holder.error());
  if (!*holder) co_return fail(ErrorCode::kTokenInvalid);
  const std::string right = sign(device, (*holder)->token_hash);
  if (right.size() != pass.size() || sodium_memcmp(right.data(), pass.data(), right.size()) != 0) {
    co_return fail(ErrorCode::kTokenInvalid);
  }
  co_return model::Caller{(*holder)->user, device};
}

}  // namespace godwit::service
