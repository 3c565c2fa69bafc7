// SPDX-License-Identifier: Apache-2.0
// What the operator does on the command line. Lane and lifetime as Accounts.
#pragma once

#include <string>
#include <vector>

#include "async/task.h"
#include "bus/bus.h"
#include "service/password_hasher.h"
#include "store/store.h"

namespace godwit::service {

class Admin {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    PasswordHasher& hasher;
    const Clock& clock;
    IdMint& ids;
  };
  explicit Admin(Deps deps) : deps_(deps) {}

  /// kInvalid, kHandleTaken.
  Task<Result<store::Account>> add_user(std::string handle, std::string name, std::string password);
  /// Ends all devices of the user. kNotFound, kInvalid.
  Task<Result<void>> set_password(std::string handle, std::string password);
  /// All accounts, ascending by id.
  Task<Result<std::vector<store::Account>>> list_users();
  /// The code, shown this once. `days` 0 = never expires.
  Task<Result<std::string>> create_invite(std::uint32_t uses, std::uint32_t days);
  /// A copy of all that is stored, in a new file: see store::Store::snapshot.
  Task<Result<Epoch>> take_snapshot(std::string file);
  /// What is wrong with what is stored: see store::Store::inspect.
  Task<Result<std::vector<std::string>>> inspect_store();

 private:
  Deps deps_;
};

}  // namespace godwit::service
