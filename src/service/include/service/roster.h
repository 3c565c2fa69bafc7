// SPDX-License-Identifier: Apache-2.0
// Who is online, from sessions that come and go: online at the first, offline a while after the last of any device. Pure: takes the time,
// never looks at a clock. Guarded by its owner.
#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "model/user.h"
#include "store/presence_store.h"

namespace godwit::service {

class Roster {
 public:
  explicit Roster(Duration offline_after) : offline_after_(offline_after) {}

  struct Time {
    Instant now;
    UnixMillis unix_ms = 0;
  };
  void open(model::Caller caller, Time at);
  void close(model::Caller caller, Time at);
  /// What others may see of the user changed for another reason: tell it again.
  void announce(UserId user);

  /// Also in the while after the last session.
  bool is_online(UserId user) const { return people_.contains(user); }
  bool is_connected(DeviceId device) const { return devices_.contains(device); }
  std::size_t count_sessions() const { return sessions_; }

  struct Change {
    UserId user;
    bool online = false;
    UnixMillis seen_ms = 0;  ///< when they came, or when their last session closed
    bool announced = false;  ///< by announce(): they may have been so before
  };
  struct Due {
    std::vector<Change> changes;
    std::vector<store::DeviceSeen> devices;  ///< that closed their last session
    bool more = false;                       ///< there is more than the limit
  };
  /// What is to be told now, at most `limit` changes; a user who came and went in between is told once.
  Due take(Instant now, std::size_t limit);
  /// Everyone who is there and every device, as seen now; for a clean stop.
  Due all(UnixMillis unix_ms) const;

 private:
  struct Person {
    std::size_t sessions = 0;
    bool told = false;
    Instant left{};  ///< when the last session closed
    UnixMillis seen_ms = 0;
  };
  struct Waiting {
    UserId user;
    bool announced = false;
  };

  const Duration offline_after_;
  std::unordered_map<UserId, Person> people_;
  std::unordered_map<DeviceId, std::size_t> devices_;
  std::size_t sessions_ = 0;
  std::deque<Waiting> waiting_;                   ///< came, or are to be told again
  std::set<std::pair<Instant, UserId>> leaving_;  ///< without a session, since when
  std::unordered_map<DeviceId, UnixMillis> closed_;
};

}  // namespace godwit::service
