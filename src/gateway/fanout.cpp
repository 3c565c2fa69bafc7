// SPDX-License-Identifier: Apache-2.0
#include "fanout.h"

#include <utility>

#include "base/limits.h"
#include "encoding.h"
#include "protocol/wire.h"

namespace godwit::gateway {
namespace {

/// A log's name tells its members.
std::vector<UserId> members_of(LogId log) {
  if (log.kind() == LogId::Kind::kUser) return {log.owner()};
  if (log.first() == log.second()) return {log.first()};
  return {log.first(), log.second()};
}

}  // namespace

Fanout::Fanout(Registry& registry, Metrics& metrics, Trace* trace)
    : registry_(registry),
      deliveries_(metrics.counter("godwit_deliveries_total", "Updates put into connections' outboxes")),
      trace_(trace) {}

void Fanout::deliver(const bus::EntryNotice& notice) {
  v1::Update update;
  update.mutable_entry()->set_epoch(notice.epoch);
  *update.mutable_entry()->mutable_entry() = protocol::to_wire(notice.entry);
  EncodedUpdate encoded(update.SerializeAsString());
  for (const UserId member : members_of(notice.entry.log)) {
    for (Recipient* recipient : registry_.find(member)) {
      mark(trace_, "gateway.fanout");
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
  for (const UserId member : members_of(notice.log)) {
    const bool hidden = notice.read_hidden && member != notice.cursor.user;
    // Even the same mark again would tell that something was read.
    if (hidden && !notice.delivered_moved) continue;
    for (Recipient* recipient : registry_.find(member)) recipient->push(hidden ? delivered : whole, notice.log, 0);
  }
}

void Fanout::deliver(const bus::DevicesEnded& notice) {
  for (Recipient* recipient : registry_.end(notice.user, notice.devices)) {
    recipient->close({ErrorCode::kTokenInvalid, "this device was logged out", 0});
  }
}

void Fanout::deliver(const bus::PresenceNotice& notice) {
  v1::Update update;
  *update.mutable_presence() = protocol::to_wire(notice.presence);
  EncodedUpdate encoded(update.SerializeAsString());
  for (const UserId watcher : notice.to) {
    for (Recipient* recipient : registry_.find(watcher)) recipient->hint(encoded);
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
    for (Recipient* recipient : registry_.find(member)) recipient->hint(encoded);
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
