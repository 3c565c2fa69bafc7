// SPDX-License-Identifier: Apache-2.0
#include "service/accounts.h"

namespace godwit::service {

Task<Result<void>> Accounts::confirm(UserId user, std::string password, std::string address) {
  if (auto ok = deps_.throttle.take("address " + address); !ok) co_return std::unexpected(ok.error());
  auto account = co_await deps_.store.accounts().get_account(user);
  if (!account) co_return std::unexpected(account.error());
  if (auto ok = deps_.throttle.take("handle " + account->user.handle); !ok) co_return std::unexpected(ok.error());
  const auto match = co_await deps_.hasher.verify(std::move(password), account->password_hash);
  if (!match) co_return std::unexpected(match.error());
  if (!*match) co_return fail(ErrorCode::kWrongCredentials);
  co_return Result<void>();
}

}  // namespace godwit::service
