// SPDX-License-Identifier: Apache-2.0
#include "fanout.h"

#include <utility>

#include "base/limits.h"
#include "encoding.h"
#include "protocol/wire.h"

namespace godwit::gateway {

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
    send(notice, deps_.groups.readers_of(notice.entry));
  } else {
    waiting_[log].push_back(notice);
    deps_.nursery.spawn(reload(log, alive_));
  }
}

Task<void> Fanout::reload(LogId log, std::shared_ptr<bool> alive) {
  auto present = co_await deps_.service.present(log, deps_.groups.online());
  if (!*alive) co_return;
  auto waiting = waiting_.extract(log);
  // Nobody is told what may not be for them: devices find the gap with the next entry.
  if (!present) co_return;
  deps_.groups.replace(log, *present);
  for (const bus::EntryNotice& notice : waiting.mapped()) {
    // What came before the members were read is in them.
    if (notice.entry.member_version <= present->member_version) {
      send(notice, deps_.groups.readers_of(notice.entry));
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
  EncodedUpdate whole = encode(notice.cursor);
  EncodedUpdate delivered = encode(model::without_read(notice.cursor));
  // Of a group nobody but the member's own devices is told.
  const bool group = notice.log.kind() == LogId::Kind::kGroup;
  for (const UserId member : group ? std::vector{notice.cursor.user} : members_of(notice.log)) {
    const bool hidden = notice.read_hidden && member != notice.cursor.user;
    // Even the same mark again would tell that something was read.
    if (hidden && !notice.delivered_moved) continue;
    for (Recipient* recipient : deps_.registry.find(member)) recipient->push(hidden ? delivered : whole, notice.log, 0);
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
