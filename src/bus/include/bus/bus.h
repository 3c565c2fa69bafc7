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

namespace godwit::bus {

/// An entry was committed.
struct EntryNotice {
  model::Entry entry;
  Epoch epoch = 0;
};

/// A member's cursor moved.
struct CursorNotice {
  LogId log;
  model::Cursor cursor;
};

/// Devices were logged out: their sessions must end.
struct DevicesEnded {
  UserId user;
  std::vector<DeviceId> devices;
};

using Notice = std::variant<EntryNotice, CursorNotice, DevicesEnded>;

class Bus {
 public:
  using Subscriber = std::function<void(const std::vector<Notice>&)>;

  virtual ~Bus() = default;
  virtual void subscribe(Subscriber subscriber) = 0;
  virtual void publish(const std::vector<Notice>& notices) = 0;
};

}  // namespace godwit::bus
