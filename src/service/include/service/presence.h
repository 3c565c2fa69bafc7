// SPDX-License-Identifier: Apache-2.0
// Who is online, when people were last seen, and what they are doing: for accepted contacts only, and never stored but for the last time.
// Changes are gathered and told in batches, so that a mass reconnect costs bounded work; they travel over the bus.
//
// Lane: any; one object for all lanes, guarded by a mutex that is never held over an await. A cluster will have one per node, each
// announcing its own sessions. Lifetime: outlived by the store and the bus; run() ends with its lane.
#pragma once

#include <mutex>
#include <vector>

#include "async/task.h"
#include "bus/bus.h"
#include "service/roster.h"
#include "store/store.h"

namespace godwit::service {

class Presence {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    const Clock& clock;
    Duration offline_after;
  };
  explicit Presence(Deps deps) : deps_(deps), roster_(deps.offline_after) {}

  /// A session of the device began. Each is closed once.
  void open(model::Caller caller);
  void close(model::Caller caller);
  /// The user's settings changed: what others see is told again.
  void announce(UserId user);

  bool is_connected(DeviceId device) const;
  /// Also of the invisible, and for a while after the last session.
  bool is_online(UserId user) const;
  std::size_t count_sessions() const;

  /// Of all accepted contacts who ever were online.
  Task<Result<std::vector<model::Presence>>> list(model::Caller caller);
  /// The two may see each other from now on: tells each how the other is.
  Task<void> introduce(UserId one, UserId other);
  /// The two may see each other no longer: what they knew is taken back.
  void part(UserId one, UserId other);
  /// Tells the other member of a direct conversation; nothing is kept. kNotFound, kNotAContact.
  Task<Result<void>> set_activity(model::Caller caller, LogId log, model::Activity activity);

  /// Tells and stores what changed, until its lane stops. Spawn it once.
  Task<void> run();
  /// Stores when everyone was seen; for a clean stop, when run() has ended.
  Task<void> flush();

 private:
  Task<void> tell(Roster::Due due);
  Roster::Time now() const { return {deps_.clock.now(), deps_.clock.unix_millis()}; }
  model::Presence shown(const store::Seen& seen) const;

  Deps deps_;
  mutable std::mutex mutex_;
  Roster roster_;  // guarded by mutex_
};

}  // namespace godwit::service
