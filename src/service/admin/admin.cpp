// SPDX-License-Identifier: Apache-2.0
#include "service/admin.h"

#include "admin/actor.h"
#include "secret.h"

namespace godwit::service {

Task<Result<store::Account>> Admin::find(Target target) {
  if (const auto* id = std::get_if<UserId>(&target)) {
    auto account = co_await deps_.store.accounts().get_account(*id);
    if (account && account->user.deleted) co_return fail(ErrorCode::kNotFound, "no such user");
    co_return account;
  }
  const auto normal = model::normalise_handle(std::get<std::string>(target));
  auto account = co_await deps_.store.accounts().find_account(normal.value_or(std::string()));
  if (!account) co_return std::unexpected(account.error());
  if (!*account) co_return fail(ErrorCode::kNotFound, "no such user");
  co_return std::move(**account);
}

void Admin::end(UserId user, std::vector<DeviceId> devices) {
  if (!devices.empty()) deps_.bus.publish({bus::DevicesEnded{user, std::move(devices)}});
}

Task<Result<store::Account>> Admin::add_user(Administrator by, std::string handle, std::string name,
                                             std::string password) {
  auto normal = model::normalise_handle(handle);
  if (!normal) co_return std::unexpected(normal.error());
  auto shown = model::normalise_name(name, *normal);
  if (!shown) co_return std::unexpected(shown.error());
  if (auto ok = model::check_password(password); !ok) co_return std::unexpected(ok.error());
  // Before the work of hashing.
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  auto hash = co_await deps_.hasher.hash(std::move(password));
  if (!hash) co_return std::unexpected(hash.error());
  store::NewAccount account;
  account.id = deps_.ids.make<UserId>();
  account.handle = std::move(*normal);
  account.name = std::move(*shown);
  account.password_hash = std::move(*hash);
  account.admin_if_first = true;
  co_return co_await deps_.store.admin().add_account(actor_of(by), std::move(account));
}

Task<Result<std::string>> Admin::reset_password(Administrator by, Target target, std::optional<std::string> password) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  // 80 random bits that can be read aloud.
  std::string fresh = password ? std::move(*password) : make_invite_code().text;
  if (auto ok = model::check_password(fresh); !ok) co_return std::unexpected(ok.error());
  const auto account = co_await find(std::move(target));
  if (!account) co_return std::unexpected(account.error());
  auto hash = co_await deps_.hasher.hash(fresh);
  if (!hash) co_return std::unexpected(hash.error());
  const UserId user = account->user.id;
  auto ended = co_await deps_.store.admin().reset_password(actor_of(by), user, std::move(*hash));
  if (!ended) co_return std::unexpected(ended.error());
  end(user, std::move(*ended));
  co_return fresh;
}

Task<Result<void>> Admin::set_disabled(Administrator by, Target target, bool disabled) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  const auto account = co_await find(std::move(target));
  if (!account) co_return std::unexpected(account.error());
  auto ended = co_await deps_.store.admin().set_disabled(actor_of(by), account->user.id, disabled);
  if (!ended) co_return std::unexpected(ended.error());
  end(account->user.id, std::move(*ended));
  co_return Result<void>();
}

Task<Result<void>> Admin::set_admin(Administrator by, Target target, bool admin) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  const auto account = co_await find(std::move(target));
  if (!account) co_return std::unexpected(account.error());
  co_return co_await deps_.store.admin().set_admin(actor_of(by), account->user.id, admin);
}

Task<Result<std::string>> Admin::create_invite(Administrator by, std::uint32_t uses, std::uint32_t days) {
  if (uses == 0) co_return fail(ErrorCode::kInvalid, "uses: at least 1");
  constexpr UnixMillis kDay = 86'400'000;
  Secret code = make_invite_code();
  store::NewInvite invite;
  invite.code_hash = code.hash;
  invite.uses = uses;
  invite.expires_ms = days == 0 ? 0 : deps_.clock.unix_millis() + days * kDay;
  const auto stored = co_await deps_.store.admin().create_invite(actor_of(by), invite);
  if (!stored) co_return std::unexpected(stored.error());
  co_return std::move(code.text);
}

Task<Result<Epoch>> Admin::take_snapshot(std::string file) {
  if (file.empty()) co_return fail(ErrorCode::kInvalid, "file: which one?");
  const std::filesystem::path path = std::move(file);
  co_return co_await deps_.store.snapshot(path);
}

Task<Result<std::vector<std::string>>> Admin::inspect_store() { co_return co_await deps_.store.inspect(); }

}  // namespace godwit::service
