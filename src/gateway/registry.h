// SPDX-License-Identifier: Apache-2.0
// Who is online on this lane. One lane; lives in it.
#pragma once

#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "model/user.h"
#include "recipient.h"

namespace godwit::gateway {

class Registry {
 public:
  explicit Registry(const Clock& clock) : clock_(clock) {}

  /// False when the device was ended a moment ago: its token was looked up before that, and must not come in any more.
  bool add(model::Caller caller, Recipient& recipient);
  void remove(model::Caller caller, Recipient& recipient);
  /// The user's recipients on this lane; a copy, because delivering may close one.
  std::vector<Recipient*> find(UserId user) const;
  /// Remembers that the devices were ended and answers their recipients.
  std::vector<Recipient*> end(UserId user, const std::vector<DeviceId>& devices);

 private:
  struct Online {
    DeviceId device;
    Recipient* recipient;
  };
  const Clock& clock_;
  std::unordered_map<UserId, std::vector<Online>> online_;
  std::unordered_map<DeviceId, Instant> ended_;
};

}  // namespace godwit::gateway
