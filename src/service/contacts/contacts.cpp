// SPDX-License-Identifier: Apache-2.0
#include "service/contacts.h"

#include "base/limits.h"
#include "publish.h"

namespace godwit::service {

Task<Result<model::Contact>> Contacts::find_user(model::Caller caller, std::string handle) {
  const auto normal = model::normalise_handle(handle);
  co_return co_await store_.contacts().find(caller.user, normal.value_or(std::string()));
}

Task<Result<model::Contact>> Contacts::change(model::Caller caller, UserId other, model::ContactAction action) {
  const bool blocks = std::holds_alternative<model::BlockUser>(action);
  const bool names = std::holds_alternative<model::SetContactAlias>(action);
  auto outcome = co_await store_.contacts().change(caller.user, other, std::move(action));
  if (!outcome) co_return std::unexpected(outcome.error());
  const bool changed = !outcome->entries.empty();
  publish_entries(bus_, std::move(outcome->entries), outcome->epoch);
  if (changed && outcome->mine.state == model::ContactState::kAccepted && !names) {
    if (blocks && outcome->mine.blocked) {
      presence_.part(caller.user, other);
    } else {
      co_await presence_.introduce(caller.user, other);
    }
  }
  co_return std::move(outcome->mine);
}

Task<Result<store::ContactsPage>> Contacts::list(model::Caller caller, UserId after) {
  return store_.contacts().list(caller.user, after, limits::kPageContacts);
}

}  // namespace godwit::service
