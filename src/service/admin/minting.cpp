// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "base/limits.h"
#include "request_hash.h"
#include "secret.h"
#include "service/minting.h"

namespace godwit::service {

Task<Result<MintedPerson>> Minting::mint_person(bool with_device) {
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
  if (!with_device) co_return person;

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

Task<Result<MintedGroup>> Minting::mint_group(std::string name) {
  auto owner = co_await mint_person();
  if (!owner) co_return std::unexpected(owner.error());
  const LogId log = LogId::group(deps_.ids.make<UserId>().value);
  const model::Body first = model::GroupCreated{name, false};
  store::NewGroup group{.creator = {.user = owner->user},
                        .log = log,
                        .client_id = make_client_id(deps_.clock),
                        .request_hash = hash_request(LogId::user(owner->user), first),
                        .group = {.name = std::move(name)},
                        .members = {}};
  const auto created = co_await deps_.store.groups().create_group(std::move(group));
  if (!created) co_return std::unexpected(created.error());
  auto link = co_await deps_.store.groups().create_link(owner->user, log, {.code = make_link_code()});
  if (!link) co_return std::unexpected(link.error());
  co_return MintedGroup{.log = log, .owner = std::move(*owner), .code = std::move(link->code)};
}

Task<Result<MintedPerson>> Minting::mint_member(std::string code, bool with_device) {
  auto person = co_await mint_person(with_device);
  if (!person) co_return person;
  const auto joined = co_await deps_.store.groups().join(person->user, std::move(code), {}, 0);
  if (!joined) co_return std::unexpected(joined.error());
  co_return person;
}

Task<Result<void>> Minting::mint_text(UserId author, LogId log, std::string text) {
  model::Body body = model::Text{std::move(text)};
  store::Append said{.author = {.user = author},
                     .log = log,
                     .client_id = make_client_id(deps_.clock),
                     .request_hash = hash_request(log, body),
                     .body = std::move(body)};
  const auto appended = co_await deps_.store.logs().append(std::move(said));
  if (!appended) co_return std::unexpected(appended.error());
  co_return Result<void>();
}

}  // namespace godwit::service
