// SPDX-License-Identifier: Apache-2.0
#include "publish.h"
#include "service/conversations.h"

namespace godwit::service {

Task<Result<void>> Conversations::set(model::Caller caller, LogId log, model::ConversationSettings settings) {
  if (auto ok = model::check_settings(settings); !ok) co_return std::unexpected(ok.error());
  auto told = co_await store_.logs().set_conversation(caller.user, log, std::move(settings));
  if (!told) co_return std::unexpected(told.error());
  if (*told) publish_entries(bus_, {std::move(**told)}, store_.epoch());
  co_return Result<void>();
}

}  // namespace godwit::service
