// SPDX-License-Identifier: Apache-2.0
// Accounts and invites in SQLite.
#pragma once

#include "engine.h"
#include "store/account_store.h"

namespace godwit::store {

class SqliteAccountStore final : public AccountStore {
 public:
  explicit SqliteAccountStore(Engine& engine) : engine_(engine) {}

  Task<Result<Account>> create_account(NewAccount account) override;
  Task<Result<std::optional<Account>>> find_account(std::string handle) override;
  Task<Result<Account>> get_account(UserId user) override;
  Task<Result<std::vector<Account>>> list_accounts(UserId after, std::size_t limit) override;
  Task<Result<UserLogEntries>> set_profile(UserId user, ProfileChange change) override;
  Task<Result<SettingsOutcome>> set_settings(UserId user, model::Settings settings) override;
  Task<Result<DeletedAccount>> delete_account(UserId user) override;
  Task<Result<std::vector<DeviceId>>> set_password(UserId user, std::string password_hash, DeviceId keep) override;
  Task<Result<void>> create_invite(NewInvite invite) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
