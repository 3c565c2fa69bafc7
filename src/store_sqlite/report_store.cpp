// SPDX-License-Identifier: Apache-2.0
#include "account_rows.h"
#include "admin_rows.h"
#include "base/limits.h"
#include "log_rows.h"
#include "protocol/body_codec.h"
#include "sqlite_report_store.h"

namespace godwit::store {
namespace {

std::size_t count_open(Database& database, UserId reporter) {
  Query query = database.query("SELECT count(*) FROM report WHERE reporter = ? AND closed_ms = 0");
  query.bind(reporter.value);
  query.step();
  return query.natural(0);
}

/// The messages as the reporter sees them. kNotFound when one is none that they may read.
Result<std::vector<model::Entry>> find_messages(Database& database, const NewReport& report, UnixMillis now) {
  std::vector<model::Entry> messages;
  if (!report.log) return messages;
  const auto row = find_log_of(database, *report.log, report.reporter);
  if (!row) return fail(ErrorCode::kNotFound, "no such log");
  for (const Seq seq : report.seqs) {
    auto entry = seq >= row->floor ? find_entry(database, *report.log, *row, seq, now) : std::nullopt;
    if (!entry || !model::counts_as_message(entry->body)) return fail(ErrorCode::kNotFound, "seqs: no such message");
    messages.push_back(std::move(*entry));
  }
  return messages;
}

void keep_copy(Database& database, std::int64_t report, model::Entry message) {
  // As it reads now; what it was before an edit is for nobody to see.
  if (auto* text = std::get_if<model::Text>(&message.body);
      text && message.overlay && message.overlay->edited_seq != 0) {
    text->text = message.overlay->text;
    text->context.spans = message.overlay->spans;
  }
  const std::string body = protocol::encode_body(message.body);
  database.query("INSERT OR IGNORE INTO report_message (report, seq, author, time_ms, body) VALUES (?, ?, ?, ?, ?)")
      .bind(report)
      .bind(message.seq)
      .bind(message.author.value)
      .bind(message.time_ms)
      .bind(std::as_bytes(std::span(body)))
      .run();
}

Result<void> add(Database& database, const NewReport& report, UnixMillis now) {
  const auto user = find_user(database, report.user);
  if (!user || user->deleted) return fail(ErrorCode::kNotFound, "no such user");
  if (count_open(database, report.reporter) >= limits::kOpenReports) {
    return fail(ErrorCode::kConflict, "20 reports of yours are open");
  }
  auto messages = find_messages(database, report, now);
  if (!messages) return std::unexpected(messages.error());
  database.query("INSERT INTO report (time_ms, reporter, user, reason, text, log) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(now)
      .bind(report.reporter.value)
      .bind(report.user.value)
      .bind(static_cast<std::int64_t>(report.reason))
      .bind(std::string_view(report.text))
      .bind(std::string_view(report.log ? report.log->to_string() : std::string()))
      .run();
  const std::int64_t id = database.last_insert_id();
  for (model::Entry& message : *messages) keep_copy(database, id, std::move(message));
  return {};
}

void read_copies(Database& database, Report& report) {
  if (!report.log) return;
  Query query = database.query("SELECT seq, author, time_ms, body FROM report_message WHERE report = ? ORDER BY seq");
  query.bind(report.id);
  while (query.step()) {
    report.messages.push_back({.log = *report.log,
                               .seq = query.natural(0),
                               .author = UserId(query.integer(1)),
                               .time_ms = query.integer(2),
                               .body = protocol::decode_body(query.bytes(3))});
  }
}

}  // namespace

Task<Result<void>> SqliteReportStore::add_report(NewReport report) {
  return engine_.write<void>([this, asked = std::move(report)](Database& database) -> Result<void> {
    return add(database, asked, engine_.now());
  });
}

Task<Result<std::vector<Report>>> SqliteReportStore::list_reports(UserId actor, ReportsQuery asked) {
  using Reports = std::vector<Report>;
  return engine_.read<Reports>([actor, asked](Database& database) -> Result<Reports> {
    if (auto ok = check_actor(database, actor); !ok) return std::unexpected(ok.error());
    Reports reports;
    {
      Query query = database.query(
          "SELECT r.id, r.time_ms, r.reporter, coalesce(a.handle, ''), r.user, coalesce(b.handle, ''), r.reason, "
          "r.text, "
          "r.log, r.closed_ms, r.closed_by, r.outcome FROM report r "
          "LEFT JOIN account a ON a.id = r.reporter AND NOT a.deleted LEFT JOIN account b ON b.id = r.user AND NOT "
          "b.deleted "
          "WHERE (?1 = 0 OR r.id < ?1) AND (?2 OR r.closed_ms = 0) ORDER BY r.id DESC LIMIT ?3");
      query.bind(asked.before).bind(asked.closed).bind(asked.limit);
      while (query.step()) {
        reports.push_back({.id = query.integer(0),
                           .time_ms = query.integer(1),
                           .reporter = UserId(query.integer(2)),
                           .reporter_handle = query.text(3),
                           .user = UserId(query.integer(4)),
                           .user_handle = query.text(5),
                           .reason = static_cast<ReportReason>(query.integer(6)),
                           .text = query.text(7),
                           .log = LogId::parse(query.text(8)),
                           .closed_ms = query.integer(9),
                           .closed_by = UserId(query.integer(10)),
                           .outcome = query.text(11)});
      }
    }
    for (Report& report : reports) read_copies(database, report);
    return reports;
  });
}

Task<Result<void>> SqliteReportStore::close_report(UserId actor, std::int64_t id, std::string outcome) {
  return engine_.write<void>([this, actor, id, done = std::move(outcome)](Database& database) -> Result<void> {
    if (auto ok = check_actor(database, actor); !ok) return ok;
    UserId user;
    {
      Query query = database.query("SELECT user, closed_ms FROM report WHERE id = ?");
      query.bind(id);
      if (!query.step()) return fail(ErrorCode::kNotFound, "no such report");
      if (query.integer(1) != 0) return fail(ErrorCode::kConflict, "it is closed");
      user = UserId(query.integer(0));
    }
    database.query("UPDATE report SET closed_ms = ?, closed_by = ?, outcome = ? WHERE id = ?")
        .bind(engine_.now())
        .bind(actor.value)
        .bind(std::string_view(done))
        .bind(id)
        .run();
    database.query("DELETE FROM report_message WHERE report = ?").bind(id).run();
    audit(database, actor, "report.close", user, engine_.now());
    return {};
  });
}

}  // namespace godwit::store
