// SPDX-License-Identifier: Apache-2.0
// What is kept of presence: when people were last seen, and who may know. Lane, lifetime and errors as in log_store.h.
// Two people see each other's presence while they are accepted contacts and neither blocks the other.
#pragma once

#include <vector>

#include "async/task.h"
#include "base/error.h"
#include "base/ids.h"

namespace godwit::store {

struct Seen {
  UserId user;
  UnixMillis last_seen_ms = 0;  ///< 0 = never online
  bool invisible = false;
};

struct DeviceSeen {
  DeviceId device;
  UnixMillis last_used_ms = 0;
};

struct Watched {
  Seen seen;
  std::vector<UserId> watchers;  ///< who may know
};

class PresenceStore {
 public:
  virtual ~PresenceStore() = default;

  /// Many at once; times only grow, and those of invisible people stay (`invisible` of the argument is not read).
  virtual Task<Result<void>> note_seen(std::vector<Seen> users, std::vector<DeviceSeen> devices) = 0;
  /// Those whose presence `viewer` may see; `only` = 0 for all, else that one if it may be seen.
  virtual Task<Result<std::vector<Seen>>> list_seen(UserId viewer, UserId only) = 0;
  /// The users with those who may see them. Unknown users are left out.
  virtual Task<Result<std::vector<Watched>>> list_watchers(std::vector<UserId> users) = 0;
};

}  // namespace godwit::store
