// SPDX-License-Identifier: Apache-2.0
#include "service/presence.h"

#include <chrono>

#include "async/nursery.h"
#include "base/log.h"

namespace godwit::service {
namespace {

constexpr std::chrono::milliseconds kGather{250};
constexpr std::size_t kBatch = 500;

}  // namespace

void Presence::open(model::Caller caller) {
  const std::lock_guard lock(mutex_);
  roster_.open(caller, now());
}

void Presence::close(model::Caller caller) {
  const std::lock_guard lock(mutex_);
  roster_.close(caller, now());
}

void Presence::announce(UserId user) {
  const std::lock_guard lock(mutex_);
  roster_.announce(user);
}

bool Presence::is_connected(DeviceId device) const {
  const std::lock_guard lock(mutex_);
  return roster_.is_connected(device);
}

bool Presence::is_online(UserId user) const {
  const std::lock_guard lock(mutex_);
  return roster_.is_online(user);
}

std::size_t Presence::count_sessions() const {
  const std::lock_guard lock(mutex_);
  return roster_.count_sessions();
}

model::Presence Presence::shown(const store::Seen& seen) const {
  const std::lock_guard lock(mutex_);
  const bool online = !seen.invisible && roster_.is_online(seen.user);
  return {seen.user, online, online ? 0 : seen.last_seen_ms};
}

Task<Result<std::vector<model::Presence>>> Presence::list(model::Caller caller) {
  auto rows = co_await deps_.store.presence().list_seen(caller.user, UserId());
  if (!rows) co_return std::unexpected(rows.error());
  std::vector<model::Presence> presences;
  presences.reserve(rows->size());
  for (const store::Seen& row : *rows) {
    const model::Presence presence = shown(row);
    if (presence.online || presence.last_seen_ms != 0) presences.push_back(presence);
  }
  co_return presences;
}

Task<void> Presence::introduce(UserId one, UserId other) {
  for (const auto& [viewer, seen] : {std::pair(one, other), std::pair(other, one)}) {
    const auto rows = co_await deps_.store.presence().list_seen(viewer, seen);
    if (!rows || rows->empty()) continue;
    const model::Presence presence = shown(rows->front());
    if (presence.online || presence.last_seen_ms != 0) deps_.bus.publish({bus::PresenceNotice{presence, {viewer}}});
  }
}

void Presence::part(UserId one, UserId other) {
  deps_.bus.publish({bus::PresenceNotice{{.user = one}, {other}}, bus::PresenceNotice{{.user = other}, {one}}});
}

Task<void> Presence::run() {
  for (;;) {
    Roster::Due due;
    {
      const std::lock_guard lock(mutex_);
      due = roster_.take(deps_.clock.now(), kBatch);
    }
    const bool more = due.more;
    co_await tell(std::move(due));
    if (!more) co_await sleep_for(kGather);
  }
}

Task<void> Presence::tell(Roster::Due due) {
  std::vector<store::Seen> seen;
  std::vector<UserId> users;
  for (const Roster::Change& change : due.changes) {
    users.push_back(change.user);
    if (change.seen_ms != 0) seen.push_back({change.user, change.seen_ms, false});
  }
  if (!seen.empty() || !due.devices.empty()) {
    const auto noted = co_await deps_.store.presence().note_seen(std::move(seen), std::move(due.devices));
    // A time that is too old is no reason to be silent.
    if (!noted) log::warn("presence.not_noted", {{"error", describe(noted.error().code).name}});
  }
  if (users.empty()) co_return;
  auto rows = co_await deps_.store.presence().list_watchers(std::move(users));
  if (!rows) {
    log::warn("presence.not_told", {{"error", describe(rows.error().code).name}, {"count", due.changes.size()}});
    co_return;
  }
  std::unordered_map<UserId, bool> announced;
  for (const Roster::Change& change : due.changes) announced[change.user] |= change.announced;
  std::vector<bus::Notice> notices;
  for (store::Watched& row : *rows) {
    // Whoever is invisible comes and goes without a word; even the same word again would tell.
    if (row.watchers.empty() || (row.seen.invisible && !announced[row.seen.user])) continue;
    notices.push_back(bus::PresenceNotice{shown(row.seen), std::move(row.watchers)});
  }
  if (!notices.empty()) deps_.bus.publish(notices);
}

Task<void> Presence::flush() {
  std::vector<store::Seen> seen;
  Roster::Due due;
  {
    const std::lock_guard lock(mutex_);
    due = roster_.all(deps_.clock.unix_millis());
  }
  seen.reserve(due.changes.size());
  for (const Roster::Change& change : due.changes) seen.push_back({change.user, change.seen_ms, false});
  if (seen.empty() && due.devices.empty()) co_return;
  const auto noted = co_await deps_.store.presence().note_seen(std::move(seen), std::move(due.devices));
  if (!noted) log::warn("presence.not_noted", {{"error", describe(noted.error().code).name}});
}

}  // namespace godwit::service
