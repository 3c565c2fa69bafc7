// SPDX-License-Identifier: Apache-2.0
// What administrators do, on the command line or as callers whose account is an administrator's (checked in the transaction; kForbidden).
// Each act writes a row of the audit with it. Lane and lifetime as Accounts.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "async/task.h"
#include "bus/bus.h"
#include "service/password_hasher.h"
#include "service/presence.h"
#include "store/store.h"

namespace godwit::service {

/// Whoever may write to the data folder.
struct CommandLine {};
/// Who asks. A network caller is always a model::Caller, which session alone makes.
using Administrator = std::variant<CommandLine, model::Caller>;

/// Whom it is done to, or who is looked for: an exact handle, any case, or an id.
using Target = std::variant<std::string, UserId>;

/// An account and how it is used. Whoever is online was last seen now.
struct UsedAccount {
  store::Account account;
  store::AccountUse use;
};

struct Counts {
  store::Totals totals;
  std::size_t sessions = 0;  ///< connections of devices now
};

class Admin {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    PasswordHasher& hasher;
    const Clock& clock;
    IdMint& ids;
    const Presence* presence = nullptr;  ///< null when no server runs
  };
  explicit Admin(Deps deps) : deps_(deps) {}

  /// kInvalid, kHandleTaken.
  Task<Result<store::Account>> add_user(Administrator by, std::string handle, std::string name, std::string password);
  /// Ends all devices of the user; answers the password, a generated one when none is given. kNotFound, kInvalid.
  Task<Result<std::string>> reset_password(Administrator by, Target target, std::optional<std::string> password);
  /// A disabled person's sessions end and they cannot log in; contacts stay. kNotFound, kConflict for the last administrator.
  Task<Result<void>> set_disabled(Administrator by, Target target, bool disabled);
  /// kNotFound, kConflict for the last administrator.
  Task<Result<void>> set_admin(Administrator by, Target target, bool admin);
  /// Ascending by id, at most `limit`, after the given one (0 = from the beginning); without deleted ones.
  Task<Result<std::vector<UsedAccount>>> list_users(Administrator by, UserId after, std::size_t limit);
  /// kNotFound.
  Task<Result<UsedAccount>> find_user(Administrator by, Target target);
  /// The code, shown this once. `days` 0 = never expires.
  Task<Result<std::string>> create_invite(Administrator by, std::uint32_t uses, std::uint32_t days);
  Task<Result<Counts>> count(Administrator by);
  /// Newest first, older than the row `before` (0 = from the newest).
  Task<Result<std::vector<store::AuditRow>>> list_audit(Administrator by, std::int64_t before, std::size_t limit);
  /// A copy of all that is stored, in a new file: see store::Store::snapshot.
  Task<Result<Epoch>> take_snapshot(std::string file);
  /// What is wrong with what is stored: see store::Store::inspect.
  Task<Result<std::vector<std::string>>> inspect_store();
  /// Makes the search index anew and waits for it; answers how many messages it holds. kInternal when it does not get on.
  Task<Result<std::uint64_t>> rebuild_index();

 private:
  Task<Result<store::Account>> find(Target target);
  Task<Result<std::vector<UsedAccount>>> add_use(std::vector<store::Account> accounts);
  void end(UserId user, std::vector<DeviceId> devices);

  Deps deps_;
};

}  // namespace godwit::service
