// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "service/messages.h"

namespace godwit::service {

Task<Result<void>> Messages::hide(model::Caller caller, LogId log, std::vector<Seq> seqs) {
  if (seqs.empty() || seqs.size() > limits::kHiddenPerRequest) co_return fail(ErrorCode::kInvalid, "seqs: 1 to 100");
  auto told = co_await deps_.store.logs().hide(caller, log, std::move(seqs));
  if (!told) co_return std::unexpected(told.error());
  if (*told) deps_.bus.publish({bus::EntryNotice{std::move(**told), deps_.store.epoch()}});
  co_return Result<void>();
}

}  // namespace godwit::service
