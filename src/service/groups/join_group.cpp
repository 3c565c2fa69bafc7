// SPDX-License-Identifier: Apache-2.0
// Links, and what comes of them.
#include "base/limits.h"
#include "model/text.h"
#include "publish.h"
#include "secret.h"
#include "service/groups.h"

namespace godwit::service {

Task<Result<store::GroupLink>> Groups::create_link(model::Caller caller, LogId log, UnixMillis expires_ms,
                                                   std::uint32_t uses) {
  if (expires_ms != 0 && expires_ms <= deps_.clock.unix_millis()) {
    co_return fail(ErrorCode::kInvalid, "expires_ms: in the past");
  }
  co_return co_await deps_.store.groups().create_link(
      caller.user, log, {.code = make_link_code(), .expires_ms = expires_ms, .uses = uses});
}

Task<Result<std::vector<store::GroupLink>>> Groups::list_links(model::Caller caller, LogId log) {
  return deps_.store.groups().list_links(caller.user, log);
}

Task<Result<void>> Groups::revoke_link(model::Caller caller, LogId log, std::string code) {
  return deps_.store.groups().revoke_link(caller.user, log, std::move(code));
}

Task<Result<store::GroupPreview>> Groups::preview(model::Caller caller, std::string code) {
  return deps_.store.groups().preview_link(caller.user, std::move(code));
}

Task<Result<std::optional<model::Head>>> Groups::join(model::Caller caller, JoinGroup command) {
  if (auto ok = model::check_request_text(command.text); !ok) co_return std::unexpected(ok.error());
  const UnixMillis removed_since = deps_.clock.unix_millis() - std::chrono::milliseconds(limits::kStaysRemoved).count();
  auto joined =
      co_await deps_.store.groups().join(caller.user, std::move(command.code), std::move(command.text), removed_since);
  if (!joined) co_return std::unexpected(joined.error());
  publish_entries(deps_.bus, std::move(joined->entries), joined->epoch);
  if (joined->waiting) co_return std::optional<model::Head>();
  auto head = co_await deps_.store.logs().head(caller.user, joined->log);
  if (!head) co_return std::unexpected(head.error());
  co_return std::optional(std::move(*head));
}

Task<Result<std::vector<store::JoinWish>>> Groups::list_wishes(model::Caller caller, LogId log) {
  return deps_.store.groups().list_wishes(caller.user, log);
}

Task<Result<void>> Groups::answer_wish(model::Caller caller, LogId log, UserId user, bool accept) {
  auto answered = co_await deps_.store.groups().answer_wish(caller.user, log, user, accept);
  if (!answered) co_return std::unexpected(answered.error());
  publish_entries(deps_.bus, std::move(answered->entries), answered->epoch);
  co_return Result<void>();
}

}  // namespace godwit::service
