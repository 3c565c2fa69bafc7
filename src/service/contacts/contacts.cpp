// SPDX-License-Identifier: Apache-2.0
#include "service/contacts.h"

#include "base/limits.h"
#include "publish.h"

namespace godwit::service {

Task<Result<model::Contact>> Contacts::find_user(model::Caller caller, std::string handle) {
  const auto normal = model::normalise_handle(handle);
  auto account = co_await store_.accounts().find_account(normal.value_or(std::string()));
  if (!account) co_return std::unexpected(account.error());
  if (!*account) co_return fail(ErrorCode::kNotFound, "no such user");
  co_return co_await store_.contacts().get(caller.user, (*account)->user.id);
}

Task<Result<model::Contact>> Contacts::change(model::Caller caller, UserId other, model::ContactAction action) {
  auto outcome = co_await store_.contacts().change(caller.user, other, std::move(action));
  if (!outcome) co_return std::unexpected(outcome.error());
  publish_entries(bus_, std::move(outcome->entries), outcome->epoch);
  co_return std::move(outcome->mine);
}

Task<Result<store::ContactsPage>> Contacts::list(model::Caller caller, UserId after) {
  return store_.contacts().list(caller.user, after, limits::kPageContacts);
}

}  // namespace godwit::service
