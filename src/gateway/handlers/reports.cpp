// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {
namespace {

void write_report(v1::Report& to, const store::Report& from) {
  to.set_id(from.id);
  to.set_time_ms(from.time_ms);
  to.set_reporter(from.reporter.value);
  to.set_reporter_handle(from.reporter_handle);
  to.set_user(from.user.value);
  to.set_user_handle(from.user_handle);
  to.set_reason(static_cast<v1::ReportReason>(from.reason));
  to.set_text(from.text);
  if (from.log) to.set_log(from.log->to_string());
  for (const model::Entry& message : from.messages) *to.add_messages() = protocol::to_wire(message);
  to.set_closed_ms(from.closed_ms);
  to.set_closed_by(from.closed_by.value);
  to.set_outcome(from.outcome);
}

}  // namespace

Answer<v1::ReportUserResponse> report_user(Services services, Device who, v1::ReportUserRequest request) {
  if (request.reason() < v1::REPORT_REASON_SPAM || request.reason() > v1::REPORT_REASON_OTHER) {
    co_return fail(ErrorCode::kInvalid, "reason: missing, or none that is known");
  }
  store::NewReport report{.reporter = {},
                          .user = UserId(request.user()),
                          .reason = static_cast<store::ReportReason>(request.reason()),
                          .text = request.text(),
                          .seqs = {request.seqs().begin(), request.seqs().end()}};
  if (!request.log().empty()) {
    report.log = LogId::parse(request.log());
    if (!report.log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  }
  const auto done = co_await services.reports.report(who.caller(), std::move(report));
  if (!done) co_return std::unexpected(done.error());
  co_return v1::ReportUserResponse();
}

Answer<v1::ListReportsResponse> list_reports(Services services, Device who, v1::ListReportsRequest request) {
  constexpr std::uint32_t kPage = 20;
  if (request.before() < 0 || request.limit() > kPage) {
    co_return fail(ErrorCode::kInvalid, "before: not an id, or limit: 1 to 20");
  }
  const auto reports = co_await services.reports.list(
      who.caller(),
      {.before = request.before(), .limit = request.limit() ? request.limit() : kPage, .closed = request.closed()});
  if (!reports) co_return std::unexpected(reports.error());
  v1::ListReportsResponse response;
  for (const store::Report& report : *reports) write_report(*response.add_reports(), report);
  co_return response;
}

Answer<v1::CloseReportResponse> close_report(Services services, Device who, v1::CloseReportRequest request) {
  const auto done = co_await services.reports.close(who.caller(), request.id(), std::move(*request.mutable_outcome()));
  if (!done) co_return std::unexpected(done.error());
  co_return v1::CloseReportResponse();
}

}  // namespace godwit::gateway::handlers
