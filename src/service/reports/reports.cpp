// SPDX-License-Identifier: Apache-2.0
#include "service/reports.h"

#include "admin/actor.h"
#include "base/limits.h"
#include "base/utf8.h"

namespace godwit::service {
namespace {

Status check_words(const std::string& text, const char* field) {
  const bool fine = text.size() <= limits::kReportTextBytes && is_valid_utf8(text) && !text.contains('\0');
  return fine ? Status() : fail(ErrorCode::kInvalid, std::string(field) + ": at most 1000 bytes of UTF-8");
}

}  // namespace

Task<Result<void>> Reports::report(model::Caller caller, store::NewReport report) {
  if (report.user == caller.user) co_return fail(ErrorCode::kInvalid, "user: yourself");
  if (auto ok = check_words(report.text, "text"); !ok) co_return std::unexpected(ok.error());
  if (report.seqs.size() > limits::kReportedMessages) co_return fail(ErrorCode::kInvalid, "seqs: at most 20");
  if (!report.seqs.empty() && !report.log) co_return fail(ErrorCode::kInvalid, "log: missing");
  report.reporter = caller.user;
  co_return co_await store_.reports().add_report(std::move(report));
}

Task<Result<std::vector<store::Report>>> Reports::list(Administrator by, store::ReportsQuery query) {
  return store_.reports().list_reports(actor_of(by), query);
}

Task<Result<void>> Reports::close(Administrator by, std::int64_t id, std::string outcome) {
  if (auto ok = check_words(outcome, "outcome"); !ok) co_return std::unexpected(ok.error());
  co_return co_await store_.reports().close_report(actor_of(by), id, std::move(outcome));
}

}  // namespace godwit::service
