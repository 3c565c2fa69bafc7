// SPDX-License-Identifier: Apache-2.0
// Administration and its audit, in SQLite.
#pragma once

#include "engine.h"
#include "store/admin_store.h"

namespace godwit::store {

class SqliteAdminStore final : public AdminStore {
 public:
  explicit SqliteAdminStore(Engine& engine) : engine_(engine) {}

  Task<Result<void>> check_admin(UserId actor) override;
  Task<Result<Account>> add_account(UserId actor, NewAccount account) override;
  Task<Result<std::vector<DeviceId>>> reset_password(UserId actor, UserId user, std::string password_hash) override;
  Task<Result<std::vector<DeviceId>>> set_disabled(UserId actor, UserId user, bool disabled) override;
  Task<Result<void>> set_admin(UserId actor, UserId user, bool admin) override;
  Task<Result<void>> create_invite(UserId actor, NewInvite invite) override;
  Task<Result<Totals>> count() override;
  Task<Result<std::vector<AccountUse>>> list_use(std::vector<UserId> users) override;
  Task<Result<std::vector<AuditRow>>> list_audit(std::int64_t before, std::size_t limit) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
