// SPDX-License-Identifier: Apache-2.0
// Notices from the bus → updates to the members who are online on this lane. One lane; lives in it.
#pragma once

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "async/lane.h"
#include "async/nursery.h"
#include "base/metrics.h"
#include "base/trace.h"
#include "bus/bus.h"
#include "group_index.h"
#include "registry.h"
#include "service/groups.h"

namespace godwit::gateway {

class Fanout {
 public:
  struct Deps {
    Registry& registry;
    GroupIndex& groups;
    service::Groups& service;
    Nursery& nursery;
    Metrics& metrics;
    Trace* trace;
  };
  explicit Fanout(Deps deps);
  ~Fanout() { *alive_ = false; }
  Fanout(const Fanout&) = delete;
  Fanout& operator=(const Fanout&) = delete;

  void deliver(const bus::EntryNotice& notice);
  void deliver(const bus::CursorNotice& notice);
  void deliver(const bus::DevicesEnded& notice);
  void deliver(const bus::PresenceNotice& notice);
  void deliver(const bus::ActivityNotice& notice);

 private:
  void deliver_group(const bus::EntryNotice& notice);
  /// Asks the store who came and went, and delivers what waited for it.
  Task<void> catch_up(LogId log, std::shared_ptr<bool> alive);
  /// To whom it is for, at once; but where many of a group are here, who came and went is told once a second, or before the next entry.
  void pass_on(const bus::EntryNotice& notice);
  Task<void> release_later(LogId log, std::shared_ptr<bool> alive);
  void release(LogId log);
  void send(const bus::EntryNotice& notice, const std::vector<UserId>& readers);
  std::vector<UserId> members_of(LogId log) const;

  Deps deps_;
  Counter deliveries_;
  /// Entries of groups whose members are being read.
  std::unordered_map<LogId, std::vector<bus::EntryNotice>> waiting_;
  /// Comings and goings that wait for each other.
  std::unordered_map<LogId, std::vector<bus::EntryNotice>> held_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
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
