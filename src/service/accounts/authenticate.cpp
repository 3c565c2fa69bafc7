// SPDX-License-Identifier: Apache-2.0
#include "secret.h"
#include "service/accounts.h"

namespace godwit::service {

Task<Result<Authenticated>> Accounts::authenticate(std::string token) {
  auto device = co_await deps_.store.accounts().find_device(hash_token(token));
  if (!device) co_return std::unexpected(device.error());
  if (!*device) co_return fail(ErrorCode::kTokenInvalid);
  const model::Caller caller{(*device)->user, (*device)->id};
  auto account = co_await deps_.store.accounts().get_account(caller.user);
  if (!account) co_return std::unexpected(account.error());
  // Only labels the device list; a failure to note it is no reason to refuse.
  static_cast<void>(co_await deps_.store.accounts().touch_device(caller.device));
  co_return Authenticated{caller, std::move(account->user), account->admin};
}

}  // namespace godwit::service
