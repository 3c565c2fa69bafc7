// SPDX-License-Identifier: Apache-2.0
// Accounts, devices and invites. Lane, lifetime and errors as in log_store.h.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "model/entry.h"
#include "model/user.h"

namespace godwit::store {

/// BLAKE2b-256 of a token or invite code; the secret itself is never stored.
using SecretHash = std::array<std::byte, 32>;

struct Account {
  model::User user;
  std::string password_hash;  ///< libsodium's string form of Argon2id
  bool admin = false;
  UnixMillis created_ms = 0;
};

struct NewAccount {
  UserId id;
  std::string handle;
  std::string name;
  std::string password_hash;
  /// Take one use of this invite in the same transaction (kInviteInvalid).
  std::optional<SecretHash> invite;
  /// Become admin when the store has no other account.
  bool admin_if_first = false;
};

struct NewDevice {
  DeviceId id;
  UserId user;
  SecretHash token_hash;
  std::string name;
};

struct Device {
  DeviceId id;
  UserId user;
  std::string name;
  UnixMillis created_ms = 0;
  UnixMillis last_used_ms = 0;
};

struct NewInvite {
  SecretHash code_hash;
  std::uint32_t uses = 1;
  UnixMillis expires_ms = 0;  ///< 0 = never
};

/// Entries that an account change wrote to user logs, to be published.
using UserLogEntries = std::vector<model::Entry>;

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  /// The account, its user log and its note-to-self. kInviteInvalid, kHandleTaken, kConflict when the id is taken.
  virtual Task<Result<Account>> create_account(NewAccount account) = 0;
  virtual Task<Result<std::optional<Account>>> find_account(std::string handle) = 0;
  /// kNotFound.
  virtual Task<Result<Account>> get_account(UserId user) = 0;
  /// Ascending by id, after the given one (0 = from the beginning).
  virtual Task<Result<std::vector<Account>>> list_accounts(UserId after, std::size_t limit) = 0;
  /// New name, told to the own user log (ProfileChanged) and to those of all whose list has the user (ContactChanged); nothing when it is
  /// the old one. kNotFound.
  virtual Task<Result<UserLogEntries>> set_name(UserId user, std::string name) = 0;
  /// Sets the password and removes all devices but `keep` (none when 0). Answers the removed ones. kNotFound.
  virtual Task<Result<std::vector<DeviceId>>> set_password(UserId user, std::string password_hash, DeviceId keep) = 0;

  /// Adds a device; when the user then has more than `limit`, the longest unused others go and are answered.
  /// kNotFound when there is no such user, kConflict when the id or token is taken.
  virtual Task<Result<std::vector<DeviceId>>> create_device(NewDevice device, std::size_t limit) = 0;
  virtual Task<Result<std::optional<Device>>> find_device(SecretHash token_hash) = 0;
  /// True when it existed.
  virtual Task<Result<bool>> remove_device(UserId user, DeviceId device) = 0;
  /// Notes the last use; lost in a crash, which is fine.
  virtual Task<Result<void>> touch_device(DeviceId device) = 0;

  /// kConflict when the code is taken.
  virtual Task<Result<void>> create_invite(NewInvite invite) = 0;
};

}  // namespace godwit::store
