// SPDX-License-Identifier: Apache-2.0
// Accounts and invites. Lane, lifetime and errors as in log_store.h.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "model/entry.h"
#include "model/log_state.h"
#include "model/user.h"

namespace godwit::store {

/// BLAKE2b-256 of a token or invite code; the secret itself is never stored.
using SecretHash = std::array<std::byte, 32>;

struct Account {
  model::User user;
  std::string password_hash;  ///< libsodium's string form of Argon2id
  bool admin = false;
  bool disabled = false;  ///< may not come in
  model::Settings settings;
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
  bool bot = false;
};

struct NewInvite {
  SecretHash code_hash;
  std::uint32_t uses = 1;
  UnixMillis expires_ms = 0;  ///< 0 = never
};

/// What changes of a profile; nullopt = stays.
struct ProfileChange {
  std::optional<std::string> name;
  std::optional<std::string> signature;
  std::optional<std::string> avatar;
};

/// Entries that an account change wrote to user logs, to be published.
using UserLogEntries = std::vector<model::Entry>;

struct SettingsOutcome {
  model::Settings before;
  UserLogEntries entries;
  /// Cursors that became visible again: whole, for the members of their log.
  std::vector<std::pair<LogId, model::Cursor>> shown;
};

struct DeletedAccount {
  std::vector<DeviceId> devices;  ///< which are no more
  UserLogEntries entries;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  /// The account, its user log and its note-to-self. kInviteInvalid, kHandleTaken, kConflict when the id is taken.
  virtual Task<Result<Account>> create_account(NewAccount account) = 0;
  /// Deleted accounts have no handle.
  virtual Task<Result<std::optional<Account>>> find_account(std::string handle) = 0;
  /// Deleted ones too. kNotFound.
  virtual Task<Result<Account>> get_account(UserId user) = 0;
  /// Ascending by id, after the given one (0 = from the beginning); without deleted ones.
  virtual Task<Result<std::vector<Account>>> list_accounts(UserId after, std::size_t limit) = 0;
  /// Told to the own user log (ProfileChanged) and to those of all whose list has the user (ContactChanged); nothing when nothing
  /// changes. kNotFound.
  virtual Task<Result<UserLogEntries>> set_profile(UserId user, ProfileChange change) = 0;
  /// Told to the own user log (SettingsChanged); nothing when nothing changes. Invisible from now on: the last time seen is now.
  /// Read marks no longer hidden: the logs concerned changed for their members, as for a resume. kNotFound.
  virtual Task<Result<SettingsOutcome>> set_settings(UserId user, model::Settings settings) = 0;
  /// For good: the row keeps its id, the handle is retired, devices go, contacts and requests end for both sides (ContactChanged to the
  /// others), nobody may send in their conversations, what only the user could read is erased; their messages stay. kNotFound,
  /// kConflict for the last administrator while there are others.
  virtual Task<Result<DeletedAccount>> delete_account(UserId user) = 0;
  /// Sets the password and removes all devices but `keep` (none when 0). Answers the removed ones. kNotFound.
  virtual Task<Result<std::vector<DeviceId>>> set_password(UserId user, std::string password_hash, DeviceId keep) = 0;

  /// kConflict when the code is taken.
  virtual Task<Result<void>> create_invite(NewInvite invite) = 0;
};

}  // namespace godwit::store
