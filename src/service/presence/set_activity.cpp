// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "service/presence.h"

namespace godwit::service {

Task<Result<void>> Presence::set_activity(model::Caller caller, LogId log, model::Activity activity) {
  const auto head = co_await deps_.store.logs().head(caller.user, log);
  // The same answers as to a message.
  if (!head && head.error().code == ErrorCode::kNotFound && log.names(caller.user)) {
    co_return fail(ErrorCode::kNotAContact);
  }
  if (!head) co_return std::unexpected(head.error());
  if (!head->may_send) co_return fail(head->group ? ErrorCode::kForbidden : ErrorCode::kNotAContact);
  // In a crowd nobody looks who is typing.
  if (head->group && head->group->member_count > limits::kActivityMembers) co_return Result<void>();
  deps_.bus.publish({bus::ActivityNotice{log, caller.user, activity}});
  co_return Result<void>();
}

}  // namespace godwit::service
