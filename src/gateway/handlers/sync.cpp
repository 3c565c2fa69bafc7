// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {

Answer<v1::ReadLogResponse> read_log(Services services, Device who, v1::ReadLogRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  const store::ReadRange range{
      .log = *log, .after = request.after(), .before = request.before(), .limit = request.limit()};
  auto page = co_await services.sync.read_log(who.caller(), request.epoch(), range);
  if (!page) co_return std::unexpected(page.error());
  v1::ReadLogResponse response;
  for (const model::Entry& entry : page->entries) *response.add_entries() = protocol::to_wire(entry);
  response.set_epoch(page->epoch);
  response.set_head(page->head);
  response.set_floor(page->floor);
  co_return response;
}

Answer<v1::GetHeadResponse> get_head(Services services, Device who, v1::GetHeadRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  auto head = co_await services.sync.head(who.caller(), *log);
  if (!head) co_return std::unexpected(head.error());
  v1::GetHeadResponse response;
  *response.mutable_head() = protocol::to_wire(*head);
  co_return response;
}

Answer<v1::AdvanceCursorsResponse> advance_cursors(Services services, Device who, v1::AdvanceCursorsRequest request) {
  if (request.advances().empty() || request.advances().size() > static_cast<int>(limits::kCursorAdvances)) {
    co_return fail(ErrorCode::kInvalid, "advances: 1-100");
  }
  for (const v1::CursorAdvance& advance : request.advances()) {
    if (!LogId::parse(advance.log())) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  }
  for (const v1::CursorAdvance& advance : request.advances()) {
    services.sync.advance_cursor(who.caller(), advance.epoch(), *LogId::parse(advance.log()), advance.delivered(),
                                 advance.read());
  }
  co_return v1::AdvanceCursorsResponse();
}

Answer<v1::ReadEntriesResponse> read_entries(Services services, Device who, v1::ReadEntriesRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  const std::vector<Seq> seqs(request.seqs().begin(), request.seqs().end());
  auto page = co_await services.sync.read_entries(who.caller(), *log, seqs);
  if (!page) co_return std::unexpected(page.error());
  v1::ReadEntriesResponse response;
  for (const model::Entry& entry : page->entries) *response.add_entries() = protocol::to_wire(entry);
  response.set_epoch(page->epoch);
  co_return response;
}

Answer<v1::FindEntryResponse> find_entry(Services services, Device who, v1::FindEntryRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  const auto seq = co_await services.sync.find_entry(who.caller(), *log, request.time_ms());
  if (!seq) co_return std::unexpected(seq.error());
  v1::FindEntryResponse response;
  response.set_epoch(services.sync.epoch());
  response.set_seq(*seq);
  co_return response;
}

Answer<v1::ListReadersResponse> list_readers(Services services, Device who, v1::ListReadersRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  const auto readers = co_await services.sync.list_readers(who.caller(), *log, request.seq());
  if (!readers) co_return std::unexpected(readers.error());
  v1::ListReadersResponse response;
  for (const UserId user : readers->read) response.add_read(user.value);
  for (const UserId user : readers->delivered) response.add_delivered(user.value);
  response.set_read_count(readers->read_count);
  response.set_delivered_count(readers->delivered_count);
  co_return response;
}

Answer<v1::ListVersionsResponse> list_versions(Services services, Device who, v1::ListVersionsRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  const auto versions = co_await services.sync.list_versions(who.caller(), *log, request.seq(), request.after());
  if (!versions) co_return std::unexpected(versions.error());
  v1::ListVersionsResponse response;
  for (const model::Entry& version : *versions) *response.add_versions() = protocol::to_wire(version);
  co_return response;
}

}  // namespace godwit::gateway::handlers
