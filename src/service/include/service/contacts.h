// SPDX-License-Identifier: Apache-2.0
// Contact lists. The rule itself is model::apply; this publishes what changed. Lane and lifetime as Accounts.
#pragma once

#include <string>

#include "async/task.h"
#include "bus/bus.h"
#include "service/presence.h"
#include "store/store.h"

namespace godwit::service {

class Contacts {
 public:
  Contacts(store::Store& store, bus::Bus& bus, Presence& presence) : store_(store), bus_(bus), presence_(presence) {}

  /// Exact handle, any case. kNotFound, also for unlisted people who are strangers to the caller.
  Task<Result<model::Contact>> find_user(model::Caller caller, std::string handle);
  /// Request, answer, alias, delete, block. Errors of ContactStore::change.
  Task<Result<model::Contact>> change(model::Caller caller, UserId other, model::ContactAction action);
  Task<Result<store::ContactsPage>> list(model::Caller caller, UserId after);

 private:
  store::Store& store_;
  bus::Bus& bus_;
  Presence& presence_;
};

}  // namespace godwit::service
