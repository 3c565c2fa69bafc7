// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine.h"
#include "store/contact_store.h"

namespace godwit::store {

class SqliteContactStore final : public ContactStore {
 public:
  explicit SqliteContactStore(Engine& engine) : engine_(engine) {}

  Task<Result<ContactOutcome>> change(UserId owner, UserId other, model::ContactAction action) override;
  Task<Result<model::Contact>> get(UserId owner, UserId other) override;
  Task<Result<model::Contact>> find(UserId owner, std::string handle) override;
  Task<Result<ContactsPage>> list(UserId owner, UserId after, std::size_t limit) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
