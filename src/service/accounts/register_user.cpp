// SPDX-License-Identifier: Apache-2.0
#include "secret.h"
#include "service/accounts.h"

namespace godwit::service {

Task<Result<LoggedIn>> Accounts::register_user(Register command) {
  auto handle = model::normalise_handle(command.handle);
  if (!handle) co_return std::unexpected(handle.error());
  auto name = model::normalise_name(command.name, *handle);
  if (!name) co_return std::unexpected(name.error());
  if (auto ok = model::check_password(command.password); !ok) co_return std::unexpected(ok.error());
  if (deps_.registration == RegistrationMode::kClosed) co_return fail(ErrorCode::kRegistrationClosed);
  if (deps_.registration == RegistrationMode::kInvite && command.invite.empty()) {
    co_return fail(ErrorCode::kInviteInvalid, "invite: missing");
  }
  if (auto ok = deps_.throttle.take("address " + command.address); !ok) co_return std::unexpected(ok.error());

  auto hash = co_await deps_.hasher.hash(std::move(command.password));
  if (!hash) co_return std::unexpected(hash.error());

  store::NewAccount account;
  account.id = deps_.ids.make<UserId>();
  account.handle = std::move(*handle);
  account.name = std::move(*name);
  account.password_hash = std::move(*hash);
  account.admin_if_first = true;
  if (deps_.registration == RegistrationMode::kInvite) account.invite = hash_invite_code(command.invite);
  auto created = co_await deps_.store.accounts().create_account(std::move(account));
  if (!created) co_return std::unexpected(created.error());
  co_return co_await open_device(std::move(created->user), std::move(command.device_name));
}

}  // namespace godwit::service
