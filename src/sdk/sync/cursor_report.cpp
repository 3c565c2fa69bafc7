// SPDX-License-Identifier: Apache-2.0
#include "sync/cursor_report.h"

#include <algorithm>

#include "base/limits.h"

namespace godwit::sdk {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBatch{1'000};
constexpr std::size_t kBatchEntries = 20;

}  // namespace

CursorReport::CursorReport(Requests& requests, World& world, std::int64_t self, StateOf state_of, Reported reported)
    : requests_(requests), self_(self), state_of_(std::move(state_of)), reported_(std::move(reported)), timer_(world) {}

void CursorReport::moved(const std::string& log, std::size_t entries) {
  if (!advance_of(log)) return;
  dirty_.insert(log);
  entries_ += entries;
  if (entries_ >= kBatchEntries) {
    flush();
  } else {
    schedule(kBatch);
  }
}

void CursorReport::connected() {
  online_ = true;
  flush();
}

void CursorReport::disconnected() {
  online_ = false;
  timer_.stop();
}

void CursorReport::schedule(milliseconds delay) {
  if (!timer_.running()) timer_.start(delay, [this] { flush(); });
}

void CursorReport::flush() {
  if (!online_ || busy_) return;
  std::vector<Advance> advances;
  v1::AdvanceCursorsRequest request;
  while (!dirty_.empty() && advances.size() < limits::kCursorAdvances) {
    const auto log = dirty_.extract(dirty_.begin());
    if (auto advance = advance_of(log.value())) {
      *request.add_advances() = advance->wire;
      advances.push_back(std::move(*advance));
    }
  }
  entries_ = 0;
  if (advances.empty()) return;
  busy_ = true;
  requests_.ask<v1::AdvanceCursorsResponse>(
      v1::METHOD_ADVANCE_CURSORS, request,
      [this, advances = std::move(advances)](const Reply<v1::AdvanceCursorsResponse>& reply) {
        busy_ = false;
        answered(advances, reply);
      });
}

void CursorReport::answered(const std::vector<Advance>& advances, const Reply<v1::AdvanceCursorsResponse>& reply) {
  milliseconds delay = kBatch;
  for (const Advance& advance : advances) {
    LogState* state = state_of_(advance.wire.log());
    if (!state) continue;
    if (reply) {
      v1::Cursor cursor;
      cursor.set_user(self_);
      cursor.set_epoch(advance.wire.epoch());
      cursor.set_delivered(advance.wire.delivered());
      cursor.set_read(advance.wire.read());
      cursor.set_read_index(advance.read_index);
      if (state->merge_cursor(std::move(cursor))) reported_(advance.wire.log());
    } else if (reply.error().disconnected || reply.error().retry == Retry::kLater) {
      dirty_.insert(advance.wire.log());
      delay = std::max(delay, milliseconds(reply.error().error.retry_after_ms));
    }
  }
  if (!dirty_.empty() && online_) schedule(delay);
}

std::optional<CursorReport::Advance> CursorReport::advance_of(const std::string& log) const {
  const LogState* state = state_of_(log);
  if (!state) return std::nullopt;
  const v1::Cursor* known = state->find_cursor(self_);
  const LogRecord& record = state->record();
  const Seq position = state->position();
  const Seq read = std::min(record.read, position);
  Advance advance;
  advance.wire.set_log(log);
  advance.wire.set_epoch(record.head.epoch());
  if (position > (known ? known->delivered() : 0)) advance.wire.set_delivered(position);
  if (read > (known ? known->read() : 0)) {
    advance.wire.set_read(read);
    if (read == record.read) advance.read_index = record.read_index;
  }
  if (advance.wire.delivered() == 0 && advance.wire.read() == 0) return std::nullopt;
  return advance;
}

}  // namespace godwit::sdk
