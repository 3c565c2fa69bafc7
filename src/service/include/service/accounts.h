// SPDX-License-Identifier: Apache-2.0
// Accounts and devices: who may come in. Passwords are Argon2id (m = 46 MiB, t = 1, p = 1; OWASP Password Storage) on a bounded pool
// behind a throttle; tokens are 256 random bits, stored hashed.
// Lane: one object per lane, used there only. Lifetime: outlived by the store, the bus, the hasher and the throttle.
#pragma once

#include <string>

#include "async/task.h"
#include "bus/bus.h"
#include "model/user.h"
#include "service/password_hasher.h"
#include "service/throttle.h"
#include "store/store.h"

namespace godwit::service {

enum class RegistrationMode : std::uint8_t { kOpen = 1, kInvite = 2, kClosed = 3 };

struct Register {
  std::string handle;
  std::string password;
  std::string name;
  std::string invite;
  std::string device_name;
  std::string address;  ///< of the client, for the throttle
};

struct LogIn {
  std::string handle;
  std::string password;
  std::string device_name;
  std::string address;
};

/// A device that just came to be. The token is shown this once.
struct LoggedIn {
  model::User user;
  std::string token;
};

struct Authenticated {
  model::Caller caller;
  model::User user;
  bool admin = false;
};

class Accounts {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    PasswordHasher& hasher;
    Throttle& throttle;
    const Clock& clock;
    IdMint& ids;
    RegistrationMode registration;
  };
  explicit Accounts(Deps deps) : deps_(deps) {}

  /// kInvalid, kHandleTaken, kRegistrationClosed, kInviteInvalid, kRateLimited.
  Task<Result<LoggedIn>> register_user(Register command);
  /// kWrongCredentials after the same time for unknown handles and wrong passwords; kRateLimited.
  Task<Result<LoggedIn>> log_in(LogIn command);
  Task<Result<void>> log_out(model::Caller caller);
  /// Ends the user's other devices. kWrongCredentials, kInvalid, kRateLimited.
  Task<Result<void>> change_password(model::Caller caller, std::string old_password, std::string new_password,
                                     std::string address);
  Task<Result<model::User>> set_profile(model::Caller caller, std::string name);
  /// Whose token this is. kTokenInvalid.
  Task<Result<Authenticated>> authenticate(std::string token);

  RegistrationMode registration() const { return deps_.registration; }

 private:
  Task<Result<LoggedIn>> open_device(model::User user, std::string device_name);

  Deps deps_;
};

}  // namespace godwit::service
