// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {

Answer<v1::SetConversationResponse> set_conversation(Services services, Device who,
                                                     v1::SetConversationRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  model::ConversationSettings settings = protocol::from_wire(request.settings());
  auto done = co_await services.conversations.set(who.caller(), *log, std::move(settings));
  if (!done) co_return std::unexpected(done.error());
  co_return v1::SetConversationResponse();
}

}  // namespace godwit::gateway::handlers
