// SPDX-License-Identifier: Apache-2.0
#include "service/accounts.h"

namespace godwit::service {

Task<Result<void>> Accounts::change_password(model::Caller caller, std::string old_password, std::string new_password,
                                             std::string address) {
  if (auto ok = model::check_password(new_password); !ok) co_return std::unexpected(ok.error());
  auto known = co_await confirm(caller.user, std::move(old_password), std::move(address));
  if (!known) co_return std::unexpected(known.error());
  auto hash = co_await deps_.hasher.hash(std::move(new_password));
  if (!hash) co_return std::unexpected(hash.error());
  auto ended = co_await deps_.store.accounts().set_password(caller.user, std::move(*hash), caller.device);
  if (!ended) co_return std::unexpected(ended.error());
  if (!ended->empty()) deps_.bus.publish({bus::DevicesEnded{caller.user, std::move(*ended)}});
  co_return Result<void>();
}

}  // namespace godwit::service
