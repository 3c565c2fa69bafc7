// SPDX-License-Identifier: Apache-2.0
// The devices of an account: the list, logging them out, and logging a new one in from one that is logged in.
// Lane and lifetime as Accounts.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "async/nursery.h"
#include "service/accounts.h"
#include "service/device_log_ins.h"

namespace godwit::service {

struct ListedDevice {
  store::Device device;  ///< last_used_ms to the minute
  bool online = false;
  bool current = false;
};

class Devices {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    Throttle& throttle;
    const Clock& clock;
    IdMint& ids;
    Presence& presence;
    DeviceLogIns& log_ins;
    Nursery& nursery;  ///< of the lane
  };
  explicit Devices(Deps deps) : deps_(deps) {}

  /// The caller's own first, then the last used.
  Task<Result<std::vector<ListedDevice>>> list(model::Caller caller);
  /// kNotFound when it is none of theirs.
  Task<Result<void>> revoke(model::Caller caller, DeviceId device);
  /// How many there were.
  Task<Result<std::size_t>> revoke_others(model::Caller caller);

  /// kInvalid, kRateLimited by address, kOverloaded.
  Result<DeviceLogIns::Begun> begin_log_in(std::string device_name, std::string client, std::string address);
  /// Waits a while for the answer; nullopt when there was none. kForbidden when declined, kNotFound when unknown or expired.
  Task<Result<std::optional<LoggedIn>>> await_log_in(std::string link, std::string secret);
  Result<DeviceLogIns::Offer> get_log_in(const std::string& link) { return deps_.log_ins.get(link); }
  Status answer_log_in(model::Caller caller, const std::string& link, std::uint32_t number) {
    return deps_.log_ins.answer(link, caller, number);
  }

 private:
  Task<Result<std::optional<LoggedIn>>> let_in(DeviceLogIns::Approved approved);

  Deps deps_;
};

}  // namespace godwit::service
