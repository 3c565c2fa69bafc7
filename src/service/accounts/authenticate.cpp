// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "model/text.h"
#include "secret.h"
#include "service/accounts.h"

namespace godwit::service {
namespace {

constexpr UnixMillis kMinute = 60'000;

}  // namespace

Task<Result<Authenticated>> Accounts::authenticate(std::string token, std::string client, std::string address) {
  auto device = co_await deps_.store.devices().find_device(hash_token(token));
  if (!device) co_return std::unexpected(device.error());
  if (!*device) co_return fail(ErrorCode::kTokenInvalid);
  const model::Caller caller{(*device)->user, (*device)->id};
  auto account = co_await deps_.store.accounts().get_account(caller.user);
  if (!account) co_return std::unexpected(account.error());
  if (client.size() > limits::kClientNameBytes || !model::is_label(client, limits::kClientNameBytes)) client.clear();
  if (client.empty()) client = (*device)->client;
  const bool changed = (*device)->client != client || (*device)->address != address;
  if (changed || deps_.clock.unix_millis() - (*device)->last_used_ms >= kMinute) {
    // Only labels the device list; a failure to note it is no reason to refuse.
    static_cast<void>(
        co_await deps_.store.devices().touch_device({caller.device, std::move(client), std::move(address)}));
  }
  co_return Authenticated{caller, std::move(account->user), account->admin, account->settings};
}

}  // namespace godwit::service
