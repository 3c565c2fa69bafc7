// SPDX-License-Identifier: Apache-2.0
// The connections of one lane. Made and shut down on its lane; destroyed when the lane has stopped.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "connection.h"
#include "fanout.h"
#include "lane_context.h"

namespace godwit::gateway {

class GatewayLane {
 public:
  /// Tells the listener that a connection from this address is gone. Any lane.
  using Release = std::function<void(const std::string& address)>;

  GatewayLane(LaneParts parts, LaneContext::Shared shared, std::shared_ptr<Inbox> inbox, Release release);

  /// Takes over an accepted descriptor. `refused` is answered with an error and closed.
  void accept(int descriptor, std::string address, bool refused);
  /// Begins to say going away to all.
  void drain();
  /// Drops all connections; whatever still runs for them finds them closed.
  void shut_down();

  Lane& lane() const { return context_.parts.lane; }
  std::size_t count_connections() const { return connections_.size(); }

 private:
  Task<void> tick(std::shared_ptr<bool> alive);
  void forget(Connection& connection);

  LaneContext context_;
  std::shared_ptr<Inbox> inbox_;
  Release release_;
  Fanout fanout_;
  bool draining_ = false;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace godwit::gateway
