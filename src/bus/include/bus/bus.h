// SPDX-License-Identifier: Apache-2.0
// The bus carries hints about what was committed, to every gateway that may have someone online. It may lose anything: logs and
// cursors in the store are the truth, and devices find gaps by arithmetic.
// Any thread may publish. Subscribers are called on the publisher's thread and must only hand over (post to a lane).
// Lifetime: outlives services and gateways; subscribe before the first publish.
#pragma once

#include <functional>
#include <variant>
#include <vector>

#include "model/entry.h"
#include "model/log_state.h"
#include "model/presence.h"

namespace godwit::bus {

/// An entry was committed.
struct EntryNotice {
  model::Entry entry;
  Epoch epoch = 0;
};

/// A member's cursor moved. With `read_hidden` the other members get `delivered` alone, and nothing when only the read mark moved.
struct CursorNotice {
  LogId log;
  model::Cursor cursor;
  bool read_hidden = false;
  bool delivered_moved = true;
};

/// Devices were logged out: their sessions must end.
struct DevicesEnded {
  UserId user;
  std::vector<DeviceId> devices;
};

/// Someone came or went, for those who may know.
struct PresenceNotice {
  model::Presence presence;
  std::vector<UserId> to;
};

/// A member of a conversation is doing something, for the other members.
struct ActivityNotice {
  LogId log;
  UserId user;
  model::Activity activity = model::Activity::kNone;
};

using Notice = std::variant<EntryNotice, CursorNotice, DevicesEnded, PresenceNotice, ActivityNotice>;

class Bus {
 public:
  using Subscriber = std::function<void(const std::vector<Notice>&)>;

  virtual ~Bus() = default;
  virtual void subscribe(Subscriber subscriber) = 0;
  virtual void publish(const std::vector<Notice>& notices) = 0;
};

}  // namespace godwit::bus
