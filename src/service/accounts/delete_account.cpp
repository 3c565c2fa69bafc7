// SPDX-License-Identifier: Apache-2.0
#include "publish.h"
#include "service/accounts.h"

namespace godwit::service {

Task<Result<void>> Accounts::delete_account(model::Caller caller, std::string password, std::string address) {
  auto known = co_await confirm(caller.user, std::move(password), std::move(address));
  if (!known) co_return std::unexpected(known.error());
  auto deleted = co_await deps_.store.accounts().delete_account(caller.user);
  if (!deleted) co_return std::unexpected(deleted.error());
  publish_entries(deps_.bus, std::move(deleted->entries), deps_.store.epoch());
  if (!deleted->devices.empty()) deps_.bus.publish({bus::DevicesEnded{caller.user, std::move(deleted->devices)}});
  co_return Result<void>();
}

}  // namespace godwit::service
