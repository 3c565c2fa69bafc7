// SPDX-License-Identifier: Apache-2.0
// Attempts to log a device in from another one: begun by the new device, answered once by a person who is logged in, collected once.
//
// Kept in memory and not in the store: an attempt lives for two minutes, whoever waits for it holds a connection to this process anyway,
// and losing it in a restart costs no more than another code on the screen. A cluster will put the node into the link.
// Lane: any; one object for all lanes, guarded by a mutex (the two devices are on different ones).
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "model/user.h"

namespace godwit::service {

class DeviceLogIns {
 public:
  /// Runs when the attempt was answered, once, on the lane of who answers and outside the lock.
  using Wake = std::function<void()>;

  DeviceLogIns(const Clock& clock, Duration life, std::size_t max_attempts = 10'000)
      : clock_(clock), life_(life), max_attempts_(max_attempts) {}

  struct Begun {
    std::string link;
    std::string secret;
    std::uint32_t number = 0;
  };
  /// kOverloaded when too many are open.
  Result<Begun> begin(std::string device_name, std::string client, std::string address);

  struct Offer {
    std::string device_name;
    std::string client;
    std::string address;
    std::array<std::uint32_t, 3> numbers{};
    std::uint32_t expires_in_ms = 0;
  };
  /// What the attempt would let in. kNotFound when unknown, answered or expired.
  Result<Offer> get(std::string_view link) const;

  /// The one answer: 0 declines, another number than the one shown ends the attempt with kForbidden. kNotFound as get().
  Status answer(std::string_view link, model::Caller by, std::uint32_t number);

  struct Approved {
    model::Caller by;
    std::string device_name;
  };
  /// Takes the approval away, nullopt while there is no answer; `wake` (may be null) then waits for it, instead of any earlier one.
  /// kForbidden when it was declined, kNotFound when link or secret are unknown or expired.
  Result<std::optional<Approved>> collect(std::string_view link, std::string_view secret, Wake wake);

  /// Ends all attempts and wakes who waits; while their lanes still run.
  void end_all();

 private:
  enum class State : std::uint8_t { kOpen, kDeclined, kApproved };
  struct Attempt {
    std::string secret;
    Offer offer;
    std::uint32_t number = 0;
    Instant expires{};
    State state = State::kOpen;
    model::Caller by;
    Wake wake;
  };
  const Attempt* find(std::string_view link) const;
  void forget_expired();

  const Clock& clock_;
  const Duration life_;
  const std::size_t max_attempts_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Attempt> attempts_;  // by link, hashed; guarded by mutex_
};

}  // namespace godwit::service
