// SPDX-License-Identifier: Apache-2.0
#include "fanout.h"

#include <optional>
#include <utility>

#include "base/limits.h"
#include "encoding.h"
#include "protocol/wire.h"

namespace godwit::gateway {
namespace {

/// Members of a group on one lane, from which on comings and goings are told together, and for how long they wait for each other.
constexpr std::size_t kCrowdHere = 250;
constexpr std::chrono::seconds kHold{1};

}  // namespace

Fanout::Fanout(Deps deps)
    : deps_(deps),
      deliveries_(deps.metrics.counter("godwit_deliveries_total", "Updates put into connections' outboxes")) {}

/// The name of a log of two tells its members; those of a group are known by its entries.
std::vector<UserId> Fanout::members_of(LogId log) const {
  switch (log.kind()) {
    case LogId::Kind::kGroup:
      return deps_.groups.members_of(log);
    case LogId::Kind::kUser:
      return {log.owner()};
    case LogId::Kind::kDirect:
      break;
  }
  if (log.first() == log.second()) return {log.first()};
  return {log.first(), log.second()};
}

void Fanout::deliver(const bus::EntryNotice& notice) {
  if (notice.entry.log.kind() == LogId::Kind::kGroup) return deliver_group(notice);
  send(notice, members_of(notice.entry.log));
}

void Fanout::deliver_group(const bus::EntryNotice& notice) {
  const LogId log = notice.entry.log;
  if (const auto waiting = waiting_.find(log); waiting != waiting_.end()) {
    waiting->second.push_back(notice);
  } else if (deps_.groups.take_in(notice.entry)) {
    pass_on(notice);
  } else {
    waiting_[log].push_back(notice);
    deps_.nursery.spawn(catch_up(log, alive_));
  }
}

/// Who is no member any more is out of the index, and who is one now has it from their user log: the others are in no hurry.
void Fanout::pass_on(const bus::EntryNotice& notice) {
  const LogId log = notice.entry.log;
  const auto held = held_.find(log);
  if (model::changes_members(notice.entry.body) && deps_.groups.count_here(log) > kCrowdHere) {
    if (held == held_.end()) deps_.nursery.spawn(release_later(log, alive_));
    held_[log].push_back(notice);
    return;
  }
  if (held != held_.end()) release(log);
  send(notice, deps_.groups.readers_of(notice.entry));
}

Task<void> Fanout::release_later(LogId log, std::shared_ptr<bool> alive) {
  co_await sleep_for(kHold);
  if (*alive) release(log);
}

void Fanout::release(LogId log) {
  const auto held = held_.extract(log);
  if (!held) return;
  for (const bus::EntryNotice& notice : held.mapped()) send(notice, deps_.groups.readers_of(notice.entry));
}

Task<void> Fanout::catch_up(LogId log, std::shared_ptr<bool> alive) {
  const auto changes = co_await deps_.service.member_changes(log, deps_.groups.known_of(log));
  if (!*alive) co_return;
  std::optional<Seq> head;
  if (changes && !changes->too_many) {
    deps_.groups.catch_up(log, *changes);
    head = changes->head;
  } else if (changes) {
    const auto present = co_await deps_.service.present(log, deps_.groups.online());
    if (!*alive) co_return;
    if (present) {
      deps_.groups.replace(log, *present);
      head = present->head;
    }
  }
  auto waiting = waiting_.extract(log);
  // Nobody is told what may not be for them: devices find the gap with the next entry.
  if (!head) co_return;
  for (const bus::EntryNotice& notice : waiting.mapped()) {
    // What came before the members were read is in them.
    if (notice.entry.seq <= *head) {
      pass_on(notice);
    } else {
      deliver_group(notice);
    }
  }
}

void Fanout::send(const bus::EntryNotice& notice, const std::vector<UserId>& readers) {
  if (readers.empty()) return;
  v1::Update update;
  update.mutable_entry()->set_epoch(notice.epoch);
  *update.mutable_entry()->mutable_entry() = protocol::to_wire(notice.entry);
  EncodedUpdate encoded(update.SerializeAsString());
  for (const UserId member : readers) {
    for (Recipient* recipient : deps_.registry.find(member)) {
      mark(deps_.trace, "gateway.fanout");
      recipient->push(encoded, notice.entry.log, notice.entry.seq);
      deliveries_.add();
    }
  }
}

void Fanout::deliver(const bus::CursorNotice& notice) {
  const auto encode = [&](const model::Cursor& cursor) {
    v1::Update update;
    update.mutable_cursor()->set_log(notice.log.to_string());
    *update.mutable_cursor()->mutable_cursor() = protocol::to_wire(cursor);
    return EncodedUpdate(update.SerializeAsString());
  };
  // Encoded when the first of them is here: of a large group hardly anyone is, on this lane.
  std::optional<EncodedUpdate> whole;
  std::optional<EncodedUpdate> delivered;
  // Of a group nobody but the member's own devices is told.
  const bool group = notice.log.kind() == LogId::Kind::kGroup;
  for (const UserId member : group ? std::vector{notice.cursor.user} : members_of(notice.log)) {
    const bool hidden = notice.read_hidden && member != notice.cursor.user;
    // Even the same mark again would tell that something was read.
    if (hidden && !notice.delivered_moved) continue;
    std::optional<EncodedUpdate>& update = hidden ? delivered : whole;
    for (Recipient* recipient : deps_.registry.find(member)) {
      if (!update) update.emplace(encode(hidden ? model::without_read(notice.cursor) : notice.cursor));
      recipient->push(*update, notice.log, 0);
    }
  }
}

void Fanout::deliver(const bus::DevicesEnded& notice) {
  for (Recipient* recipient : deps_.registry.end(notice.user, notice.devices)) {
    recipient->close({ErrorCode::kTokenInvalid, "this device was logged out", 0});
  }
}

void Fanout::deliver(const bus::PresenceNotice& notice) {
  v1::Update update;
  *update.mutable_presence() = protocol::to_wire(notice.presence);
  EncodedUpdate encoded(update.SerializeAsString());
  for (const UserId watcher : notice.to) {
    for (Recipient* recipient : deps_.registry.find(watcher)) recipient->hint(encoded);
  }
}

void Fanout::deliver(const bus::ActivityNotice& notice) {
  v1::Update update;
  update.mutable_activity()->set_log(notice.log.to_string());
  update.mutable_activity()->set_user(notice.user.value);
  update.mutable_activity()->set_activity(static_cast<v1::Activity>(notice.activity));
  update.mutable_activity()->set_expires_in_ms(
      static_cast<std::uint32_t>(std::chrono::milliseconds(limits::kActivityLife).count()));
  EncodedUpdate encoded(update.SerializeAsString());
  for (const UserId member : members_of(notice.log)) {
    if (member == notice.user) continue;
    for (Recipient* recipient : deps_.registry.find(member)) recipient->hint(encoded);
  }
}

void Inbox::put(const std::vector<bus::Notice>& notices) {
  bool post = false;
  {
    const std::lock_guard lock(mutex_);
    post = waiting_.empty();
    waiting_.insert(waiting_.end(), notices.begin(), notices.end());
  }
  if (post) lane_.post([self = shared_from_this()] { self->drain(); });
}

void Inbox::drain() {
  std::vector<bus::Notice> taken;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(waiting_);
  }
  if (!fanout_) return;
  for (const bus::Notice& notice : taken) {
    std::visit([this](const auto& one) { fanout_->deliver(one); }, notice);
  }
}

}  // namespace godwit::gateway
