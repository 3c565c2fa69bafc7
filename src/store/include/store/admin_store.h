// SPDX-License-Identifier: Apache-2.0
// What administrators do, each with its row of the audit in the same transaction. Lane, lifetime and errors as in log_store.h.
// `actor` is who does it: 0 = the command line; else kForbidden when the account is no enabled administrator.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "store/account_store.h"

namespace godwit::store {

struct AuditRow {
  std::int64_t id = 0;
  UnixMillis time_ms = 0;
  UserId actor;              ///< 0 = the command line
  std::string actor_handle;  ///< as it is now; empty for the command line and deleted accounts
  std::string act;           ///< "user.add", "user.password", "user.disable" …
  UserId target;             ///< 0 = nobody
  std::string target_handle;
};

/// How an account is used.
struct AccountUse {
  std::uint32_t devices = 0;
  UnixMillis last_seen_ms = 0;  ///< of the person or one of the devices, the later one; 0 = never
};

/// How much the store holds.
struct Totals {
  std::uint64_t users = 0;  ///< without deleted ones
  std::uint64_t disabled = 0;
  std::uint64_t devices = 0;
  std::uint64_t conversations = 0;  ///< with at least one entry
  std::uint64_t entries = 0;        ///< of conversations
  std::uint64_t bytes = 0;          ///< of the database
};

class AdminStore {
 public:
  virtual ~AdminStore() = default;

  /// kForbidden when it is not for the actor to do this.
  virtual Task<Result<void>> check_admin(UserId actor) = 0;
  /// Errors of create_account.
  virtual Task<Result<Account>> add_account(UserId actor, NewAccount account) = 0;
  /// Removes all devices and answers them. kNotFound.
  virtual Task<Result<std::vector<DeviceId>>> reset_password(UserId actor, UserId user, std::string password_hash) = 0;
  /// A disabled account may not come in; its devices are removed and answered. kNotFound, kConflict for the last administrator who is
  /// not disabled.
  virtual Task<Result<std::vector<DeviceId>>> set_disabled(UserId actor, UserId user, bool disabled) = 0;
  /// kNotFound, kConflict as set_disabled.
  virtual Task<Result<void>> set_admin(UserId actor, UserId user, bool admin) = 0;
  /// Errors of AccountStore::create_invite.
  virtual Task<Result<void>> create_invite(UserId actor, NewInvite invite) = 0;
  virtual Task<Result<Totals>> count() = 0;
  /// In the order asked; of an account that is not there it is none.
  virtual Task<Result<std::vector<AccountUse>>> list_use(std::vector<UserId> users) = 0;
  /// Newest first, older than the row `before` (0 = from the newest).
  virtual Task<Result<std::vector<AuditRow>>> list_audit(std::int64_t before, std::size_t limit) = 0;
};

}  // namespace godwit::store
