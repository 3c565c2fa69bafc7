// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {

Answer<v1::ListPresenceResponse> list_presence(Services services, Device who, v1::ListPresenceRequest) {
  auto presences = co_await services.presence.list(who.caller());
  if (!presences) co_return std::unexpected(presences.error());
  v1::ListPresenceResponse response;
  for (const model::Presence& presence : *presences) *response.add_presences() = protocol::to_wire(presence);
  co_return response;
}

Answer<v1::SetActivityResponse> set_activity(Services services, Device who, v1::SetActivityRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  if (request.activity() < v1::ACTIVITY_TYPING || request.activity() > v1::ACTIVITY_NONE) {
    co_return fail(ErrorCode::kInvalid, "activity: not one that is known");
  }
  auto done =
      co_await services.presence.set_activity(who.caller(), *log, static_cast<model::Activity>(request.activity()));
  if (!done) co_return std::unexpected(done.error());
  co_return v1::SetActivityResponse();
}

}  // namespace godwit::gateway::handlers
