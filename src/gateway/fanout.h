// SPDX-License-Identifier: Apache-2.0
// Notices from the bus → updates to the members who are online on this lane. One lane; lives in it.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "async/lane.h"
#include "base/metrics.h"
#include "base/trace.h"
#include "bus/bus.h"
#include "registry.h"

namespace godwit::gateway {

class Fanout {
 public:
  Fanout(Registry& registry, Metrics& metrics, Trace* trace);

  void deliver(const bus::EntryNotice& notice);
  void deliver(const bus::CursorNotice& notice);
  void deliver(const bus::DevicesEnded& notice);
  void deliver(const bus::PresenceNotice& notice);
  void deliver(const bus::ActivityNotice& notice);

 private:
  Registry& registry_;
  Counter deliveries_;
  Trace* trace_;
};

/// Where publishers on other threads leave notices for a lane: one post per batch, however many come before the lane gets to them.
class Inbox : public std::enable_shared_from_this<Inbox> {
 public:
  explicit Inbox(Lane& lane) : lane_(lane) {}
  /// Any thread.
  void put(const std::vector<bus::Notice>& notices);
  /// The lane: who gets them; nullptr = drop them.
  void connect(Fanout* fanout) { fanout_ = fanout; }

 private:
  void drain();

  Lane& lane_;
  Fanout* fanout_ = nullptr;
  std::mutex mutex_;
  std::vector<bus::Notice> waiting_;  // guarded by mutex_; not empty = a drain is posted
};

}  // namespace godwit::gateway
