// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/log.h"
#include "service/sync.h"

namespace godwit::service {
namespace {

constexpr std::chrono::seconds kFlushInterval{1};
/// What comes of one message in a large group shall not keep the next one waiting.
constexpr std::size_t kFlushAtOnce = 500;

void merge(store::CursorAdvance& into, const store::CursorAdvance& from) {
  into.delivered = std::max(into.delivered, from.delivered);
  into.read = std::max(into.read, from.read);
}

}  // namespace

void Sync::advance_cursor(model::Caller caller, Epoch epoch_of_device, LogId log, Seq delivered, Seq read) {
  if (epoch_of_device != epoch()) return;
  // Whoever read an entry also holds it.
  take_note({caller.user, log, std::max(delivered, read), read});
  if (flush_scheduled_) return;
  flush_scheduled_ = true;
  deps_.nursery.spawn(flush_later(last_flush_ + kFlushInterval - deps_.clock.now()));
}

Task<void> Sync::flush_later(Duration delay) {
  if (delay > Duration::zero()) co_await sleep_for(delay);
  co_await flush_cursors();
  flush_scheduled_ = false;
  if (waiting_.empty()) co_return;
  flush_scheduled_ = true;
  deps_.nursery.spawn(flush_later(kFlushInterval));
}

Task<void> Sync::flush_cursors() {
  last_flush_ = deps_.clock.now();
  // What comes meanwhile is for the next flush. What is not yet with the store stays where a clean stop finds it.
  for (std::size_t left = waiting_.size(); left > 0 && !waiting_.empty();) {
    std::vector<store::CursorAdvance> advances;
    for (; left > 0 && !waiting_.empty() && advances.size() < kFlushAtOnce; --left) {
      advances.push_back(waiting_.extract(waiting_.begin()).mapped());
    }
    auto moved = co_await deps_.store.logs().advance_cursors(advances);
    if (!moved) {
      // Nothing is lost: they wait for the next flush, merged with what came meanwhile.
      log::warn("cursors.flush_failed", {{"error", describe(moved.error().code).name}, {"count", advances.size()}});
      for (const store::CursorAdvance& advance : advances) take_note(advance);
      co_return;
    }
    std::vector<bus::Notice> notices;
    notices.reserve(moved->size());
    for (const store::CursorMove& one : *moved) {
      notices.push_back(bus::CursorNotice{one.log, one.cursor, one.read_hidden, one.delivered_moved});
    }
    if (!notices.empty()) deps_.bus.publish(notices);
  }
}

void Sync::take_note(const store::CursorAdvance& advance) {
  merge(waiting_.try_emplace({advance.log, advance.user}, advance).first->second, advance);
}

}  // namespace godwit::service
