// SPDX-License-Identifier: Apache-2.0
// What the connections of one lane share. Made and shut down on its lane; destroyed when the lane has stopped, because requests that
// wait for the store still refer to it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "async/nursery.h"
#include "fanout.h"
#include "gateway/gateway.h"
#include "net/socket_set.h"
#include "net/timer_wheel.h"
#include "registry.h"
#include "session/session.h"
#include "session/token_bucket.h"

namespace godwit::gateway {

class Connection;
struct Route;

struct GatewayLane {
  struct Shared {
    const Options& options;
    const Clock& clock;
    Metrics& metrics;
    Trace* trace;
    const HttpHandler& http;
    Epoch epoch;
    /// Tells the listener that a connection from this address is gone. Any lane.
    std::function<void(const std::string& address)> release;
  };

  GatewayLane(LaneParts lane_parts, Shared with, std::shared_ptr<Inbox> notices);
  ~GatewayLane();

  /// Takes over an accepted descriptor. `refused` is answered with an error and closed.
  void accept(int descriptor, std::string address, bool refused);
  /// Begins to say going away to all.
  void drain();
  /// Drops all connections; whatever still runs for them finds them closed.
  void shut_down();
  /// Called by a connection when its socket is gone.
  void forget(Connection& connection);
  /// Takes tokens of the device's rate; else milliseconds to wait.
  std::optional<std::uint32_t> take_tokens(DeviceId device, double cost);
  void count_request(const Route& route, const Error* error, Duration took);

  LaneParts parts;
  Shared shared;
  std::shared_ptr<Inbox> inbox;
  std::unique_ptr<net::SocketSet> sockets;  ///< null once shut down
  net::TimerWheel timers;
  Registry registry;
  Fanout fanout;
  Gauge sessions;
  bool draining = false;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections;

 private:
  Task<void> tick(std::shared_ptr<bool> alive);

  std::unordered_map<DeviceId, session::TokenBucket> buckets_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace godwit::gateway
