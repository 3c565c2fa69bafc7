// SPDX-License-Identifier: Apache-2.0
// What people tell the administrators about others. Lane, lifetime and errors as in log_store.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "model/entry.h"

namespace godwit::store {

/// Numbers as on the wire.
enum class ReportReason : std::uint8_t { kSpam = 1, kAbuse = 2, kFraud = 3, kIllegal = 4, kOther = 5 };

struct NewReport {
  UserId reporter;
  UserId user;
  ReportReason reason = ReportReason::kOther;
  std::string text;
  std::optional<LogId> log = {};
  std::vector<Seq> seqs = {};
};

struct Report {
  std::int64_t id = 0;
  UnixMillis time_ms = 0;
  UserId reporter;
  std::string reporter_handle;  ///< as it is now; empty on deleted accounts
  UserId user;
  std::string user_handle;
  ReportReason reason = ReportReason::kOther;
  std::string text;
  std::optional<LogId> log = {};
  std::vector<model::Entry> messages = {};  ///< copies; none of closed ones
  UnixMillis closed_ms = 0;                 ///< 0 = open
  UserId closed_by;
  std::string outcome;
};

struct ReportsQuery {
  std::int64_t before = 0;  ///< the last id of the page before, 0 = from the newest
  std::size_t limit = 0;
  bool closed = false;  ///< closed ones, too
};

class ReportStore {
 public:
  virtual ~ReportStore() = default;

  /// With copies of the messages as they are. kNotFound: no such person, or a message that the reporter may not read; kConflict: too many
  /// reports of theirs are open.
  virtual Task<Result<void>> add_report(NewReport report) = 0;
  /// Newest first. `actor` 0 = the command line; else kForbidden when the account is no enabled administrator.
  virtual Task<Result<std::vector<Report>>> list_reports(UserId actor, ReportsQuery query) = 0;
  /// Erases the copies. kForbidden, kNotFound, kConflict when it is closed.
  virtual Task<Result<void>> close_report(UserId actor, std::int64_t id, std::string outcome) = 0;
};

}  // namespace godwit::store
