// SPDX-License-Identifier: Apache-2.0
// Where this device stands in one log: a dense range of held entries, entries kept aside beyond a gap, and the head.
// The rule (docs/protocol.md §4): position + 1 is applied, smaller is a duplicate, larger waits until the gap is read. Pure.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "protocol/wire.h"

namespace godwit::sdk {

/// Held: low … high, without holes. Empty: high = low - 1.
struct Range {
  Seq low = 1;
  Seq high = 0;
  bool operator==(const Range&) const = default;
};

/// What is kept of a log besides its entries.
struct LogRecord {
  v1::Head head;
  std::optional<Range> range;
  Seq read = 0;  ///< how far its owner has read, perhaps not yet reported
  std::uint64_t read_index = 0;
};

/// An entry together with the head that its overlay is as of.
struct Held {
  v1::Entry entry;
  Seq as_of = 0;
};

/// What is to be read next. kTail: the newest page, giving up what is held. kGap: forward, between the bounds (before 0 = open).
struct Missing {
  enum class Kind : std::uint8_t { kNothing, kTail, kGap };
  Kind kind = Kind::kNothing;
  Seq after = 0;
  Seq before = 0;
};

/// A message counts as unread until it is passed.
bool counts_as_message(const v1::EntryBody& body);
/// The seq an entry acts on, 0 for others.
Seq target_of(const v1::EntryBody& body);

class LogState {
 public:
  /// `far`: beyond so many missing entries the old range is left and the newest page is read instead.
  LogState(LogRecord record, std::int64_t self, Seq far);

  const LogRecord& record() const { return record_; }
  const v1::Head& head() const { return record_.head; }
  const std::string& log() const { return record_.head.log(); }
  Seq position() const { return record_.range ? record_.range->high : 0; }
  bool at_floor() const;
  Missing missing() const;
  const v1::Cursor* find_cursor(std::int64_t user) const;

  /// Takes a live entry in; answers what became part of the range, in order.
  std::vector<Held> offer(const v1::Entry& entry, Seq as_of);
  /// A page forward from the position. kept aside are what does not continue it.
  std::vector<Held> adopt_forward(const v1::ReadLogResponse& page);
  /// The newest page of the log: what was held before is given up.
  std::vector<Held> adopt_tail(const v1::ReadLogResponse& page);
  /// A page before the range; empty when it does not touch it, or when there is nothing older.
  std::vector<Held> adopt_older(const v1::ReadLogResponse& page);
  /// Begins the log behind `seq`, without holding what came before; answers what waited for it.
  std::vector<Held> start_at(Seq seq);
  void forget_range() { record_.range.reset(); }

  /// Answers whether anything but the entries changed.
  void merge_head(const v1::Head& head);
  void note_seq(Seq seq);
  /// Marks only grow. Answers whether one did.
  bool merge_cursor(v1::Cursor cursor);
  bool mark_read(Seq seq, std::uint64_t index);
  void set_epoch(Epoch epoch) { record_.head.set_epoch(epoch); }

 private:
  void note(const v1::Entry& entry);
  void note_message(const v1::Entry& entry);
  std::vector<Held> drain();

  LogRecord record_;
  std::int64_t self_;
  Seq far_;
  std::map<Seq, Held> aside_;
};

}  // namespace godwit::sdk
