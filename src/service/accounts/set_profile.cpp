// SPDX-License-Identifier: Apache-2.0
#include "publish.h"
#include "service/accounts.h"

namespace godwit::service {

Task<Result<model::User>> Accounts::set_profile(model::Caller caller, store::ProfileChange change) {
  if (change.name) {
    auto normal = model::normalise_name(*change.name);
    if (!normal) co_return std::unexpected(normal.error());
    change.name = std::move(*normal);
  }
  if (change.signature) {
    auto normal = model::normalise_signature(*change.signature);
    if (!normal) co_return std::unexpected(normal.error());
    change.signature = std::move(*normal);
  }
  if (change.avatar) {
    if (auto ok = model::check_avatar(*change.avatar); !ok) co_return std::unexpected(ok.error());
    if (deps_.check_avatar && !change.avatar->empty()) {
      auto good = co_await deps_.check_avatar(caller.user, *change.avatar);
      if (!good) co_return std::unexpected(good.error());
    }
  }
  auto entries = co_await deps_.store.accounts().set_profile(caller.user, std::move(change));
  if (!entries) co_return std::unexpected(entries.error());
  publish_entries(deps_.bus, std::move(*entries), deps_.store.epoch());
  auto account = co_await deps_.store.accounts().get_account(caller.user);
  if (!account) co_return std::unexpected(account.error());
  co_return std::move(account->user);
}

}  // namespace godwit::service
