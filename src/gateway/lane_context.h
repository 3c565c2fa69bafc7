// SPDX-License-Identifier: Apache-2.0
// What the connections of one lane share. Made and shut down on its lane; destroyed when the lane has stopped, because requests that
// wait for the store still refer to it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "base/metrics.h"
#include "base/trace.h"
#include "gateway/options.h"
#include "gateway/services.h"
#include "group_index.h"
#include "net/socket_set.h"
#include "net/timer_wheel.h"
#include "registry.h"
#include "routes.h"
#include "session/token_bucket.h"

namespace godwit::gateway {

struct LaneContext {
  struct Shared {
    const Options& options;
    const Clock& clock;
    Metrics& metrics;
    Trace* trace;
    const HttpHandler& http;
    const net::TlsSource* tls;
    Epoch epoch;
  };

  LaneContext(LaneParts lane_parts, Shared with);

  /// Runs an admitted request: takes tokens of the device's rate (kRateLimited when there are none), runs the route, counts it.
  /// `route` is a row of the table.
  Task<Result<std::string>> run(const Route* route, Caller caller, std::optional<DeviceId> device, std::string body);

  LaneParts parts;
  Shared shared;
  std::unique_ptr<net::SocketSet> sockets;  ///< null once shut down
  net::TimerWheel timers;
  Registry registry;
  GroupIndex groups;
  Gauge sessions;

 private:
  /// Else milliseconds to wait.
  std::optional<std::uint32_t> take_tokens(DeviceId device, double cost);
  void count_request(const Route& route, const Error* error, Duration took);

  std::unordered_map<DeviceId, session::TokenBucket> buckets_;
  std::size_t sweep_buckets_at_;  ///< so many of them: twice what the last sweep left
};

}  // namespace godwit::gateway
