// SPDX-License-Identifier: Apache-2.0
// What administrators may look at; looking is no act and leaves no row.
#include "admin/actor.h"
#include "service/admin.h"

namespace godwit::service {
namespace {

constexpr UnixMillis kMinute = 60'000;

}  // namespace

Task<Result<std::vector<UsedAccount>>> Admin::add_use(std::vector<store::Account> accounts) {
  std::vector<UserId> users;
  users.reserve(accounts.size());
  for (const store::Account& account : accounts) users.push_back(account.user.id);
  const auto use = co_await deps_.store.admin().list_use(std::move(users));
  if (!use) co_return std::unexpected(use.error());
  GODWIT_CHECK(use->size() == accounts.size());
  std::vector<UsedAccount> used;
  used.reserve(accounts.size());
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    UsedAccount& one = used.emplace_back(std::move(accounts[i]), (*use)[i]);
    // What is stored is of the last hello.
    if (deps_.presence && deps_.presence->is_online(one.account.user.id)) {
      one.use.last_seen_ms = deps_.clock.unix_millis();
    }
    one.use.last_seen_ms -= one.use.last_seen_ms % kMinute;
  }
  co_return used;
}

Task<Result<std::vector<UsedAccount>>> Admin::list_users(Administrator by, UserId after, std::size_t limit) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  auto accounts = co_await deps_.store.accounts().list_accounts(after, limit);
  if (!accounts) co_return std::unexpected(accounts.error());
  co_return co_await add_use(std::move(*accounts));
}

Task<Result<UsedAccount>> Admin::find_user(Administrator by, Target target) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  auto account = co_await find(std::move(target));
  if (!account) co_return std::unexpected(account.error());
  std::vector<store::Account> one;
  one.push_back(std::move(*account));
  auto used = co_await add_use(std::move(one));
  if (!used) co_return std::unexpected(used.error());
  co_return std::move(used->front());
}

Task<Result<Counts>> Admin::count(Administrator by) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  auto totals = co_await deps_.store.admin().count();
  if (!totals) co_return std::unexpected(totals.error());
  co_return Counts{*totals, deps_.presence ? deps_.presence->count_sessions() : 0};
}

Task<Result<std::vector<store::AuditRow>>> Admin::list_audit(Administrator by, std::int64_t before, std::size_t limit) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  co_return co_await deps_.store.admin().list_audit(before, limit);
}

}  // namespace godwit::service
