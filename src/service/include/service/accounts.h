// SPDX-License-Identifier: Apache-2.0
// Accounts and devices: who may come in. Passwords are Argon2id (m = 46 MiB, t = 1, p = 1; OWASP Password Storage) on a bounded pool
// behind a throttle; tokens are 256 random bits, stored hashed.
// Lane: one object per lane, used there only. Lifetime: outlived by the store, the bus, the hasher and the throttle.
#pragma once

#include <functional>
#include <string>

#include "async/task.h"
#include "bus/bus.h"
#include "model/user.h"
#include "service/password_hasher.h"
#include "service/presence.h"
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
  model::Settings settings;
};

/// Whether the media id names a picture that the user may take as avatar: kNotFound, kInvalid. The media's side of set_profile; called
/// only for ids of the right form, never for the empty one.
using AvatarCheck = std::function<Task<Result<void>>(UserId user, std::string media_id)>;

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
    Presence& presence;
    AvatarCheck check_avatar = {};  ///< empty: the form alone is checked
  };
  explicit Accounts(Deps deps) : deps_(deps) {}

  /// kInvalid, kHandleTaken, kRegistrationClosed, kInviteInvalid, kRateLimited.
  Task<Result<LoggedIn>> register_user(Register command);
  /// kWrongCredentials after the same time for unknown handles and wrong passwords; kForbidden for a disabled account, to those alone
  /// who know its password; kRateLimited.
  Task<Result<LoggedIn>> log_in(LogIn command);
  Task<Result<void>> log_out(model::Caller caller);
  /// Ends the user's other devices. kWrongCredentials, kInvalid, kRateLimited.
  Task<Result<void>> change_password(model::Caller caller, std::string old_password, std::string new_password,
                                     std::string address);
  /// kInvalid, and the errors of the avatar's check.
  Task<Result<model::User>> set_profile(model::Caller caller, store::ProfileChange change);
  /// Answers the settings as they are now.
  Task<Result<model::Settings>> set_settings(model::Caller caller, model::Settings settings);
  /// Ends all devices and contacts. kWrongCredentials, kConflict for the last administrator while there are others, kRateLimited.
  Task<Result<void>> delete_account(model::Caller caller, std::string password, std::string address);
  /// Whose token this is. `client` (program and version) and `address` are noted for the device list. kTokenInvalid.
  Task<Result<Authenticated>> authenticate(std::string token, std::string client, std::string address);
  /// A secret that opens media only and dies with the device: what a browser may keep as a cookie, where the token may not be.
  Task<Result<std::string>> make_media_pass(std::string token, std::string address);
  /// kTokenInvalid.
  Task<Result<model::Caller>> authenticate_media_pass(std::string pass);

  RegistrationMode registration() const { return deps_.registration; }

 private:
  Task<Result<LoggedIn>> open_device(model::User user, std::string device_name);
  /// The throttles, then the password. kRateLimited, kWrongCredentials.
  Task<Result<void>> confirm(UserId user, std::string password, std::string address);

  Deps deps_;
};

}  // namespace godwit::service
