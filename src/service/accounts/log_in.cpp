// SPDX-License-Identifier: Apache-2.0
#include "open_device.h"
#include "service/accounts.h"

namespace godwit::service {

Task<Result<LoggedIn>> Accounts::log_in(LogIn command) {
  if (auto ok = deps_.throttle.take("address " + command.address); !ok) co_return std::unexpected(ok.error());
  const auto handle = model::normalise_handle(command.handle);
  if (handle) {
    if (auto ok = deps_.throttle.take("handle " + *handle); !ok) co_return std::unexpected(ok.error());
  }

  // An impossible handle takes the same road as an unknown one, and as a wrong password.
  auto account = co_await deps_.store.accounts().find_account(handle.value_or(std::string()));
  if (!account) co_return std::unexpected(account.error());
  const std::string hash = *account ? (*account)->password_hash : std::string();
  const auto match = co_await deps_.hasher.verify(std::move(command.password), hash);
  if (!match) co_return std::unexpected(match.error());
  if (!*match) co_return fail(ErrorCode::kWrongCredentials);
  co_return co_await open_device(std::move((*account)->user), std::move(command.device_name));
}

Task<Result<LoggedIn>> Accounts::open_device(model::User user, std::string device_name) {
  return service::open_device(deps_.store, deps_.bus, deps_.ids, std::move(user), std::move(device_name));
}

}  // namespace godwit::service
