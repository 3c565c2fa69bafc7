// SPDX-License-Identifier: Apache-2.0
#include "gateway_lane.h"

namespace godwit::gateway {

GatewayLane::GatewayLane(LaneParts parts, LaneContext::Shared shared, std::shared_ptr<Inbox> inbox, Release release)
    : context_(parts, shared),
      inbox_(std::move(inbox)),
      release_(std::move(release)),
      fanout_({context_.registry, context_.groups, context_.parts.services.groups, context_.parts.nursery,
               shared.metrics, shared.trace}) {
  inbox_->connect(&fanout_);
  context_.parts.nursery.spawn(tick(alive_));
}

Task<void> GatewayLane::tick(std::shared_ptr<bool> alive) {
  while (*alive) {
    context_.timers.advance(context_.shared.clock.now());
    co_await sleep_for(std::chrono::seconds(1));
  }
}

void GatewayLane::accept(int descriptor, std::string address, bool refused) {
  auto connection = std::make_shared<Connection>(context_, std::move(address), refused || draining_,
                                                 [this](Connection& gone) { forget(gone); });
  connections_.emplace(connection.get(), connection);
  connection->start(descriptor);
}

void GatewayLane::drain() {
  draining_ = true;
  const auto all = connections_;  // a copy: closing forgets
  for (const auto& [key, connection] : all) connection->drain();
}

void GatewayLane::shut_down() {
  *alive_ = false;
  inbox_->connect(nullptr);
  for (const auto& [key, connection] : connections_) connection->abandon();
  connections_.clear();
  context_.sockets.reset();
}

void GatewayLane::forget(Connection& connection) {
  release_(connection.address());
  connections_.erase(&connection);
}

}  // namespace godwit::gateway
