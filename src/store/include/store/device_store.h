// SPDX-License-Identifier: Apache-2.0
// Devices: who holds a token. Lane, lifetime and errors as in log_store.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "store/account_store.h"

namespace godwit::store {

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
  std::string client;   ///< program and version of its last hello
  std::string address;  ///< of its last connection
};

/// A device was used just now, by this program from there.
struct DeviceUse {
  DeviceId device;
  std::string client;
  std::string address;
};

class DeviceStore {
 public:
  virtual ~DeviceStore() = default;

  /// Adds a device; when the user then has more than `limit`, the longest unused others go and are answered.
  /// kNotFound when there is no such user, kForbidden when it is disabled, kConflict when the id or token is taken.
  virtual Task<Result<std::vector<DeviceId>>> create_device(NewDevice device, std::size_t limit) = 0;
  virtual Task<Result<std::optional<Device>>> find_device(SecretHash token_hash) = 0;
  struct Holder {
    UserId user;
    SecretHash token_hash;
  };
  /// Whose the device is, with the hash of its token.
  virtual Task<Result<std::optional<Holder>>> find_holder(DeviceId device) = 0;
  /// All of a user, last used first.
  virtual Task<Result<std::vector<Device>>> list_devices(UserId user) = 0;
  /// True when it existed.
  virtual Task<Result<bool>> remove_device(UserId user, DeviceId device) = 0;
  /// Removes all but `keep` and answers them.
  virtual Task<Result<std::vector<DeviceId>>> remove_other_devices(UserId user, DeviceId keep) = 0;
  /// Notes the last use; lost in a crash, which is fine.
  virtual Task<Result<void>> touch_device(DeviceUse use) = 0;
};

}  // namespace godwit::store
