// SPDX-License-Identifier: Apache-2.0
#include "service/roster.h"

#include "base/error.h"

namespace godwit::service {

void Roster::open(model::Caller caller, Time at) {
  ++sessions_;
  ++devices_[caller.device];
  closed_.erase(caller.device);
  const auto [it, fresh] = people_.try_emplace(caller.user);
  Person& person = it->second;
  if (person.sessions++ == 0) leaving_.erase({person.left, caller.user});
  if (!fresh) return;
  person.seen_ms = at.unix_ms;
  waiting_.push_back({caller.user, false});
}

void Roster::close(model::Caller caller, Time at) {
  const auto it = people_.find(caller.user);
  const auto device = devices_.find(caller.device);
  GODWIT_CHECK(it != people_.end() && it->second.sessions > 0 && device != devices_.end());
  --sessions_;
  if (--device->second == 0) {
    devices_.erase(device);
    closed_[caller.device] = at.unix_ms;
  }
  Person& person = it->second;
  if (--person.sessions > 0) return;
  person.left = at.now;
  person.seen_ms = at.unix_ms;
  leaving_.emplace(at.now, caller.user);
}

void Roster::announce(UserId user) { waiting_.push_back({user, true}); }

Roster::Due Roster::take(Instant now, std::size_t limit) {
  Due due;
  while (!waiting_.empty() && due.changes.size() < limit) {
    const Waiting next = waiting_.front();
    waiting_.pop_front();
    const auto it = people_.find(next.user);
    if (it == people_.end()) {
      if (next.announced) due.changes.push_back({next.user, false, 0, true});
      continue;
    }
    if (it->second.told && !next.announced) continue;
    it->second.told = true;
    due.changes.push_back({next.user, true, it->second.seen_ms, next.announced});
  }
  while (!leaving_.empty() && leaving_.begin()->first + offline_after_ <= now && due.changes.size() < limit) {
    const auto person = people_.extract(leaving_.begin()->second);
    leaving_.erase(leaving_.begin());
    due.changes.push_back({person.key(), false, person.mapped().seen_ms, false});
  }
  for (const auto& [device, seen_ms] : closed_) due.devices.push_back({device, seen_ms});
  closed_.clear();
  due.more = due.changes.size() == limit;
  return due;
}

Roster::Due Roster::all(UnixMillis unix_ms) const {
  Due due;
  for (const auto& [user, person] : people_) {
    due.changes.push_back({user, false, person.sessions > 0 ? unix_ms : person.seen_ms, false});
  }
  for (const auto& [device, sessions] : devices_) due.devices.push_back({device, unix_ms});
  for (const auto& [device, seen_ms] : closed_) due.devices.push_back({device, seen_ms});
  return due;
}

}  // namespace godwit::service
