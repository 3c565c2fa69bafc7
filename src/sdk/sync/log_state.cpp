// SPDX-License-Identifier: Apache-2.0
#include "sync/log_state.h"

#include <algorithm>

namespace godwit::sdk {
namespace {

/// What lies beyond a gap may be dropped: it is read again.
constexpr std::size_t kMaxAside = 500;

}  // namespace

bool counts_as_message(const v1::EntryBody& body) {
  switch (body.kind_case()) {
    case v1::EntryBody::kText:
    case v1::EntryBody::kPicture:
    case v1::EntryBody::kVoice:
    case v1::EntryBody::kVideo:
    case v1::EntryBody::kDocument:
    case v1::EntryBody::kMerged:
    case v1::EntryBody::kLocation:
    case v1::EntryBody::kCard:
    case v1::EntryBody::kCustom:
      return true;
    default:
      return false;
  }
}

Seq target_of(const v1::EntryBody& body) {
  switch (body.kind_case()) {
    case v1::EntryBody::kEdit:
      return body.edit().target();
    case v1::EntryBody::kRecall:
      return body.recall().target();
    case v1::EntryBody::kReaction:
      return body.reaction().target();
    default:
      return 0;
  }
}

LogState::LogState(LogRecord record, std::int64_t self, Seq far) : record_(std::move(record)), self_(self), far_(far) {}

bool LogState::at_floor() const {
  return record_.range && record_.range->low <= std::max<Seq>(1, record_.head.floor());
}

Missing LogState::missing() const {
  if (!record_.range) return {.kind = Missing::Kind::kTail};
  const Seq high = record_.range->high;
  if (record_.head.seq() <= high) return {};
  if (record_.head.seq() - high > far_) return {.kind = Missing::Kind::kTail};
  return {.kind = Missing::Kind::kGap, .after = high, .before = aside_.empty() ? 0 : aside_.begin()->first};
}

const v1::Cursor* LogState::find_cursor(std::int64_t user) const {
  const auto& rows = record_.head.cursors();
  const auto found = std::ranges::find(rows, user, &v1::Cursor::user);
  return found == rows.end() ? nullptr : &*found;
}

std::vector<Held> LogState::offer(const v1::Entry& entry, Seq as_of) {
  note(entry);
  if (record_.range && entry.seq() <= record_.range->high) return {};
  if (aside_.size() < kMaxAside || (record_.range && entry.seq() == record_.range->high + 1)) {
    aside_.try_emplace(entry.seq(), entry, as_of);
  }
  return drain();
}

std::vector<Held> LogState::adopt_forward(const v1::ReadLogResponse& page) {
  std::vector<Held> all;
  for (const v1::Entry& entry : page.entries()) {
    for (Held& held : offer(entry, std::max(page.head(), entry.seq()))) all.push_back(std::move(held));
  }
  return all;
}

std::vector<Held> LogState::adopt_tail(const v1::ReadLogResponse& page) {
  std::vector<Held> all;
  for (const v1::Entry& entry : page.entries()) {
    note(entry);
    all.push_back({entry, page.head()});
  }
  record_.range =
      all.empty() ? Range{page.head() + 1, page.head()} : Range{all.front().entry.seq(), all.back().entry.seq()};
  std::erase_if(aside_, [this](const auto& row) { return row.first <= record_.range->high; });
  for (Held& held : drain()) all.push_back(std::move(held));
  return all;
}

std::vector<Held> LogState::adopt_older(const v1::ReadLogResponse& page) {
  if (!record_.range) return {};
  if (page.entries().empty()) {
    record_.head.set_floor(std::max(record_.head.floor(), record_.range->low));
    return {};
  }
  if (page.entries().rbegin()->seq() + 1 != record_.range->low) return {};
  record_.range->low = page.entries(0).seq();
  std::vector<Held> all;
  for (const v1::Entry& entry : page.entries()) all.push_back({entry, page.head()});
  return all;
}

std::vector<Held> LogState::start_at(Seq seq) {
  record_.range = Range{seq + 1, seq};
  std::erase_if(aside_, [seq](const auto& row) { return row.first <= seq; });
  note_seq(seq);
  return drain();
}

void LogState::merge_head(const v1::Head& head) {
  const auto cursors = record_.head.cursors();
  if (head.seq() >= record_.head.seq()) {
    record_.head = head;
  } else {
    *record_.head.mutable_members() = head.members();
    record_.head.set_may_send(head.may_send());
    record_.head.set_floor(head.floor());
  }
  *record_.head.mutable_cursors() = cursors;
  for (const v1::Cursor& cursor : head.cursors()) merge_cursor(cursor);
}

void LogState::note_seq(Seq seq) {
  if (seq > record_.head.seq()) record_.head.set_seq(seq);
}

bool LogState::merge_cursor(v1::Cursor cursor) {
  v1::Head& head = record_.head;
  if (cursor.epoch() != 0 && cursor.epoch() != head.epoch()) return false;
  v1::Cursor* known = const_cast<v1::Cursor*>(find_cursor(cursor.user()));
  cursor.set_epoch(head.epoch());
  cursor.set_delivered(std::max(cursor.delivered(), cursor.read()));
  if (known) {
    cursor.set_delivered(std::max(cursor.delivered(), known->delivered()));
    cursor.set_read(std::max(cursor.read(), known->read()));
    cursor.set_read_index(std::max(cursor.read_index(), known->read_index()));
    if (cursor.delivered() == known->delivered() && cursor.read() == known->read()) return false;
    *known = cursor;
  } else {
    *head.add_cursors() = cursor;
  }
  if (cursor.user() == self_) mark_read(cursor.read(), cursor.read_index());
  return true;
}

bool LogState::mark_read(Seq seq, std::uint64_t index) {
  if (seq <= record_.read) return false;
  record_.read = seq;
  record_.read_index = std::max(record_.read_index, index);
  return true;
}

// What an entry tells about the log even before it can be applied: the head, the newest message, the author's own reading.
void LogState::note(const v1::Entry& entry) {
  v1::Head& head = record_.head;
  note_seq(entry.seq());
  if (entry.seq() == head.seq() && entry.message_index() > head.message_index()) {
    head.set_message_index(entry.message_index());
  }
  note_message(entry);
  if (entry.author() == 0 || !counts_as_message(entry.body())) return;
  // Sending implies having read everything before it, for everyone; no cursor update need say so.
  v1::Cursor cursor;
  cursor.set_user(entry.author());
  cursor.set_epoch(head.epoch());
  cursor.set_read(entry.seq());
  cursor.set_read_index(entry.message_index());
  merge_cursor(std::move(cursor));
}

void LogState::note_message(const v1::Entry& entry) {
  v1::Head& head = record_.head;
  if (counts_as_message(entry.body())) {
    if (!head.has_last_message() || entry.seq() > head.last_message().seq()) *head.mutable_last_message() = entry;
    return;
  }
  const Seq target = target_of(entry.body());
  if (target == 0 || !head.has_last_message() || head.last_message().seq() != target) return;
  v1::Entry& last = *head.mutable_last_message();
  v1::Overlay& overlay = *last.mutable_overlay();
  if (entry.body().has_edit() && entry.seq() > overlay.edited_seq()) {
    overlay.set_edited_seq(entry.seq());
    overlay.set_text(entry.body().edit().text());
  } else if (entry.body().has_recall()) {
    overlay.set_recalled_seq(entry.seq());
    overlay.clear_text();
    last.clear_body();
  }
}

std::vector<Held> LogState::drain() {
  std::vector<Held> applied;
  if (!record_.range) return applied;
  for (auto next = aside_.find(record_.range->high + 1); next != aside_.end();
       next = aside_.find(record_.range->high + 1)) {
    record_.range->high = next->first;
    applied.push_back(std::move(next->second));
    aside_.erase(next);
  }
  return applied;
}

}  // namespace godwit::sdk
