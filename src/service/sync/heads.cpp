// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/limits.h"
#include "service/sync.h"

namespace godwit::service {

Task<Result<store::HeadsPage>> Sync::heads(UserId user, ResumePoint since, store::Position below,
                                           std::int64_t below_row) {
  store::HeadsQuery query;
  query.user = user;
  query.since = since.epoch == epoch() ? since.position : 0;
  query.below = below;
  query.below_row = below_row;
  query.limit = limits::kPageHeads;
  query.max_bytes = limits::kPageBytes;
  return deps_.store.logs().heads(query);
}

Task<Result<model::Head>> Sync::head(model::Caller caller, LogId log) {
  return deps_.store.logs().head(caller.user, log);
}

Task<Result<model::Page>> Sync::read_log(model::Caller caller, Epoch epoch_of_device, store::ReadRange range) {
  if (epoch_of_device != epoch()) co_return fail(ErrorCode::kWrongEpoch);
  range.limit = range.limit == 0 ? limits::kPageEntriesDefault : std::min(range.limit, limits::kPageEntries);
  range.max_bytes = limits::kPageBytes;
  co_return co_await deps_.store.logs().read(caller.user, range);
}

Task<Result<model::Page>> Sync::read_entries(model::Caller caller, LogId log, std::vector<Seq> seqs) {
  if (seqs.empty() || seqs.size() > limits::kEntriesPerRequest) co_return fail(ErrorCode::kInvalid, "seqs: 1 to 50");
  co_return co_await deps_.store.logs().read_some(caller.user, log, std::move(seqs));
}

Task<Result<Seq>> Sync::find_entry(model::Caller caller, LogId log, UnixMillis time_ms) {
  return deps_.store.logs().find_at(caller.user, log, time_ms);
}

Task<Result<store::Readers>> Sync::list_readers(model::Caller caller, LogId log, Seq seq) {
  return deps_.store.logs().readers(caller.user, log, seq);
}

Task<Result<std::vector<model::Entry>>> Sync::list_versions(model::Caller caller, LogId log, Seq seq, Seq after) {
  return deps_.store.logs().versions(caller.user,
                                     {.log = log, .seq = seq, .after = after, .max_bytes = limits::kPageBytes});
}

}  // namespace godwit::service
