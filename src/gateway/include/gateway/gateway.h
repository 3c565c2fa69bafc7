// SPDX-License-Identifier: Apache-2.0
// The gateway: takes connections, speaks the protocol on them, and brings what was committed to whoever is online.
//
// Lane: made, started and stopped from the main thread; each connection then lives on one lane. Lifetime: outlived by the lanes'
// services and the bus; stop() before the lanes stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "async/nursery.h"
#include "base/metrics.h"
#include "base/trace.h"
#include "bus/bus.h"
#include "protocol/http.h"
#include "service/accounts.h"
#include "service/contacts.h"
#include "service/messages.h"
#include "service/sync.h"

namespace godwit::gateway {

/// The services of one lane.
struct Services {
  service::Accounts& accounts;
  service::Contacts& contacts;
  service::Messages& messages;
  service::Sync& sync;
};

/// Answers what is not a WebSocket upgrade, given the peer's address. Runs on the connection's lane.
using HttpHandler = std::function<Task<protocol::HttpResponse>(protocol::HttpRequest, std::string address)>;

struct LaneParts {
  Lane& lane;
  Nursery& nursery;
  Services services;
};

struct Options {
  std::string server;  ///< "godwit/0.1.0", told in hello
  std::vector<std::string> allowed_origins;
  std::size_t max_connections = 16'384;
  std::size_t max_connections_per_address = 256;
  double device_burst = 50;
  double device_per_second = 20;
  std::chrono::seconds unauthenticated_silence;
  std::chrono::seconds unauthenticated_total;
  std::chrono::seconds idle_timeout;
  std::chrono::milliseconds drain_spread{2'000};
};

class Gateway {
 public:
  struct Deps {
    std::vector<LaneParts> lanes;
    bus::Bus& bus;
    const Clock& clock;
    Metrics& metrics;
    Trace* trace;
    HttpHandler http;
  };

  Gateway(Options options, Deps deps);
  ~Gateway();

  /// Binds and accepts; answers the bound port. kInternal with a sentence when the address cannot be bound.
  Result<std::uint16_t> listen(const std::string& endpoint);
  /// Stops accepting, lets running requests finish and says going away to all, for at most `limit`.
  void drain(std::chrono::milliseconds limit);
  /// Closes what is left. Before the lanes stop; the gateway is destroyed after they have stopped.
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace godwit::gateway
