// SPDX-License-Identifier: Apache-2.0
#include "single_call.h"

namespace godwit::gateway {
namespace {

Task<Result<std::string>> call_once(LaneContext& lane, std::string address, std::uint32_t method, std::string token,
                                    std::string body) {
  const Route* route = find_route(method);
  if (!route || route->kind.is_hello) co_return fail(ErrorCode::kUnimplemented, "unknown method");

  session::Session session({}, std::move(address), lane.shared.clock.now());
  static_cast<void>(session.admit({.is_hello = true}));
  std::optional<model::Caller> device;
  if (route->kind.needs_device && !token.empty()) {
    auto who = co_await lane.parts.services.accounts.authenticate(std::move(token));
    if (!who) co_return std::unexpected(who.error());
    device = who->caller;
  }
  session.on_answered();
  session.on_greeted(device);
  auto verdict = session.admit(route->kind);
  if (const auto* refuse = std::get_if<session::Refuse>(&verdict)) co_return std::unexpected(refuse->error);
  co_return co_await lane.run(*route, std::get<session::Dispatch>(std::move(verdict)).caller,
                              device ? std::optional(device->device) : std::nullopt, std::move(body));
}

}  // namespace

SingleCall single_call(LaneContext& lane, std::string address) {
  return [&lane, address = std::move(address)](std::uint32_t method, std::string token, std::string body) {
    return call_once(lane, address, method, std::move(token), std::move(body));
  };
}

}  // namespace godwit::gateway
