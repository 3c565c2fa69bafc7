// SPDX-License-Identifier: Apache-2.0
#include "service/admin.h"

#include <algorithm>
#include <iterator>

#include "secret.h"

namespace godwit::service {

Task<Result<store::Account>> Admin::add_user(std::string handle, std::string name, std::string password) {
  auto normal = model::normalise_handle(handle);
  if (!normal) co_return std::unexpected(normal.error());
  auto shown = model::normalise_name(name, *normal);
  if (!shown) co_return std::unexpected(shown.error());
  if (auto ok = model::check_password(password); !ok) co_return std::unexpected(ok.error());
  auto hash = co_await deps_.hasher.hash(std::move(password));
  if (!hash) co_return std::unexpected(hash.error());
  store::NewAccount account;
  account.id = deps_.ids.make<UserId>();
  account.handle = std::move(*normal);
  account.name = std::move(*shown);
  account.password_hash = std::move(*hash);
  account.admin_if_first = true;
  co_return co_await deps_.store.accounts().create_account(std::move(account));
}

Task<Result<void>> Admin::set_password(std::string handle, std::string password) {
  if (auto ok = model::check_password(password); !ok) co_return std::unexpected(ok.error());
  const auto normal = model::normalise_handle(handle);
  auto account = co_await deps_.store.accounts().find_account(normal.value_or(std::string()));
  if (!account) co_return std::unexpected(account.error());
  if (!*account) co_return fail(ErrorCode::kNotFound, "no such user");
  const UserId user = (*account)->user.id;
  auto hash = co_await deps_.hasher.hash(std::move(password));
  if (!hash) co_return std::unexpected(hash.error());
  auto ended = co_await deps_.store.accounts().set_password(user, std::move(*hash), DeviceId());
  if (!ended) co_return std::unexpected(ended.error());
  if (!ended->empty()) deps_.bus.publish({bus::DevicesEnded{user, std::move(*ended)}});
  co_return Result<void>();
}

Task<Result<std::vector<store::Account>>> Admin::list_users() {
  constexpr std::size_t kPage = 500;
  std::vector<store::Account> all;
  for (;;) {
    const UserId after = all.empty() ? UserId() : all.back().user.id;
    auto page = co_await deps_.store.accounts().list_accounts(after, kPage);
    if (!page) co_return std::unexpected(page.error());
    const bool last = page->size() < kPage;
    std::ranges::move(*page, std::back_inserter(all));
    if (last) co_return all;
  }
}

Task<Result<std::string>> Admin::create_invite(std::uint32_t uses, std::uint32_t days) {
  if (uses == 0) co_return fail(ErrorCode::kInvalid, "uses: at least 1");
  constexpr UnixMillis kDay = 86'400'000;
  Secret code = make_invite_code();
  store::NewInvite invite;
  invite.code_hash = code.hash;
  invite.uses = uses;
  invite.expires_ms = days == 0 ? 0 : deps_.clock.unix_millis() + days * kDay;
  const auto stored = co_await deps_.store.accounts().create_invite(invite);
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
