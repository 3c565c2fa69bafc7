// SPDX-License-Identifier: Apache-2.0
#include "publish.h"
#include "service/accounts.h"

namespace godwit::service {

Task<Result<model::User>> Accounts::set_profile(model::Caller caller, std::string name) {
  auto normal = model::normalise_name(name);
  if (!normal) co_return std::unexpected(normal.error());
  auto entries = co_await deps_.store.accounts().set_name(caller.user, std::move(*normal));
  if (!entries) co_return std::unexpected(entries.error());
  publish_entries(deps_.bus, std::move(*entries), deps_.store.epoch());
  auto account = co_await deps_.store.accounts().get_account(caller.user);
  if (!account) co_return std::unexpected(account.error());
  co_return std::move(account->user);
}

}  // namespace godwit::service
