// SPDX-License-Identifier: Apache-2.0
// People tell the administrators about others. Lane and lifetime as Accounts.
#pragma once

#include <string>
#include <vector>

#include "async/task.h"
#include "service/admin.h"
#include "store/store.h"

namespace godwit::service {

class Reports {
 public:
  explicit Reports(store::Store& store) : store_(store) {}

  /// At most 20 messages and 1,000 bytes of text (kInvalid). Errors of ReportStore::add_report; kInvalid for a report of oneself.
  Task<Result<void>> report(model::Caller caller, store::NewReport report);
  /// Newest first. kForbidden.
  Task<Result<std::vector<store::Report>>> list(Administrator by, store::ReportsQuery query);
  /// kForbidden, kNotFound, kConflict when it is closed, kInvalid.
  Task<Result<void>> close(Administrator by, std::int64_t id, std::string outcome);

 private:
  store::Store& store_;
};

}  // namespace godwit::service
