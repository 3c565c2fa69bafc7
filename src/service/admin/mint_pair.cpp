// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/limits.h"
#include "secret.h"
#include "service/minting.h"

namespace godwit::service {

Task<Result<MintedPerson>> Minting::mint_person() {
  MintedPerson person;
  person.user = deps_.ids.make<UserId>();
  person.handle = fmt::format("bench_{}", person.user.value);
  store::NewAccount account;
  account.id = person.user;
  account.handle = person.handle;
  account.name = person.handle;
  // An empty hash is one that no password has.
  account.password_hash = {};
  const auto made = co_await deps_.store.accounts().create_account(std::move(account));
  if (!made) co_return std::unexpected(made.error());

  Secret token = make_token();
  store::NewDevice device;
  device.id = deps_.ids.make<DeviceId>();
  device.user = person.user;
  device.token_hash = token.hash;
  device.name = "bench";
  const auto added = co_await deps_.store.devices().create_device(std::move(device), limits::kDevicesPerUser);
  if (!added) co_return std::unexpected(added.error());
  person.token = std::move(token.text);
  co_return person;
}

Task<Result<MintedPair>> Minting::mint_pair() {
  auto one = co_await mint_person();
  if (!one) co_return std::unexpected(one.error());
  auto other = co_await mint_person();
  if (!other) co_return std::unexpected(other.error());
  const auto asked = co_await deps_.store.contacts().change(one->user, other->user, model::RequestContact{});
  if (!asked) co_return std::unexpected(asked.error());
  const auto accepted = co_await deps_.store.contacts().change(other->user, one->user, model::AnswerContact{true});
  if (!accepted) co_return std::unexpected(accepted.error());
  const LogId log = LogId::direct(one->user, other->user);
  co_return MintedPair{{std::move(*one), std::move(*other)}, log};
}

}  // namespace godwit::service
