// SPDX-License-Identifier: Apache-2.0
// What a device lacks: heads, pages, cursors. Lane and lifetime as Accounts.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "async/nursery.h"
#include "async/task.h"
#include "bus/bus.h"
#include "store/store.h"

namespace godwit::service {

/// Where a device stands; what the resume token carries. A device of another epoch starts from 0.
struct ResumePoint {
  Epoch epoch = 0;
  store::Position position = 0;
};

class Sync {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    const Clock& clock;
    Nursery& nursery;  ///< of the lane
  };
  explicit Sync(Deps deps) : deps_(deps) {}

  /// First page: below = below_row = 0 and since from the resume point; then as the last page says.
  Task<Result<store::HeadsPage>> heads(UserId user, ResumePoint since, store::Position below, std::int64_t below_row);
  Task<Result<model::Head>> head(model::Caller caller, LogId log);
  /// `limit` 0 = 50, more than 200 = 200. kWrongEpoch, kNotFound.
  Task<Result<model::Page>> read_log(model::Caller caller, Epoch epoch, store::ReadRange range);

  /// 1–50 seqs, else kInvalid. Entries beyond the head are left out, those that may not be read are tombstones.
  Task<Result<model::Page>> read_entries(model::Caller caller, LogId log, std::vector<Seq> seqs);
  Task<Result<Seq>> find_entry(model::Caller caller, LogId log, UnixMillis time_ms);
  Task<Result<store::Readers>> list_readers(model::Caller caller, LogId log, Seq seq);
  Task<Result<std::vector<model::Entry>>> list_versions(model::Caller caller, LogId log, Seq seq, Seq after);

  /// Takes note and answers at once; stored and told to the members within a second, at once when nothing was stored in the last.
  /// Advances of another epoch are ignored.
  void advance_cursor(model::Caller caller, Epoch epoch, LogId log, Seq delivered, Seq read);
  /// Stores what waits; for a clean stop.
  Task<void> flush_cursors();

  Epoch epoch() const { return deps_.store.epoch(); }

 private:
  Task<void> flush_later(Duration delay);
  void take_note(const store::CursorAdvance& advance);

  Deps deps_;
  std::map<std::pair<LogId, UserId>, store::CursorAdvance> waiting_;
  bool flush_scheduled_ = false;
  Instant last_flush_{};
};

}  // namespace godwit::service
