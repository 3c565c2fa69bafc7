// SPDX-License-Identifier: Apache-2.0
// The gateway: takes connections, speaks the protocol on them, and brings what was committed to whoever is online.
//
// Lane: made, started and stopped from the main thread; each connection then lives on one lane. Lifetime: outlived by the lanes'
// services and the bus; stop() before the lanes stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/trace.h"
#include "bus/bus.h"
#include "gateway/options.h"
#include "gateway/services.h"
#include "net/tls.h"

namespace godwit::gateway {

class Gateway {
 public:
  struct Deps {
    std::vector<LaneParts> lanes;
    bus::Bus& bus;
    const Clock& clock;
    Metrics& metrics;
    Trace* trace;
    HttpHandler http;
    /// Null, or without a context: no TLS.
    const net::TlsSource* tls = nullptr;
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
