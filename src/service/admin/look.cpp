// SPDX-License-Identifier: Apache-2.0
// What administrators may look at; looking is no act and leaves no row.
#include "admin/actor.h"
#include "service/admin.h"

namespace godwit::service {

Task<Result<std::vector<store::Account>>> Admin::list_users(Administrator by, UserId after, std::size_t limit) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  co_return co_await deps_.store.accounts().list_accounts(after, limit);
}

Task<Result<store::Account>> Admin::find_user(Administrator by, std::string handle) {
  auto allowed = co_await deps_.store.admin().check_admin(actor_of(by));
  if (!allowed) co_return std::unexpected(allowed.error());
  co_return co_await find(std::move(handle));
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
