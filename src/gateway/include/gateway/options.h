// SPDX-License-Identifier: Apache-2.0
// The gateway's limits and times. Plain values, set before it starts.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace godwit::gateway {

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
  /// With TLS: other machines may go on without. Loopback always may.
  bool allow_plaintext = false;
};

}  // namespace godwit::gateway
