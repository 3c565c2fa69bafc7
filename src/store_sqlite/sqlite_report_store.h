// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine.h"
#include "store/report_store.h"

namespace godwit::store {

class SqliteReportStore final : public ReportStore {
 public:
  explicit SqliteReportStore(Engine& engine) : engine_(engine) {}

  Task<Result<void>> add_report(NewReport report) override;
  Task<Result<std::vector<Report>>> list_reports(UserId actor, ReportsQuery query) override;
  Task<Result<void>> close_report(UserId actor, std::int64_t id, std::string outcome) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
