// SPDX-License-Identifier: Apache-2.0
// A load and what came of it: plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "bench/histogram.h"

namespace godwit::bench {

/// Of Godwit, or of another kind of server to compare with: an MQTT broker, QoS 1.
enum class Encoding : std::uint8_t { kNative, kWebSocket, kMqtt };

struct DirectOptions {
  std::string url;
  std::size_t pairs = 100;
  std::chrono::milliseconds warm_up = std::chrono::seconds(2);
  std::chrono::milliseconds duration = std::chrono::seconds(10);
  /// Closed loop: so many messages of a pair wait for their answer, 1 … 64; each answer sends the next.
  std::size_t in_flight = 1;
  /// Open loop when over 0: so many messages a second from all pairs together, whatever the answers do.
  double rate = 0;
  Encoding encoding = Encoding::kNative;
  std::size_t payload = 200;  ///< bytes of text, kMinPayload … 16,384
  std::size_t lanes = 1;
  bool foreign = false;  ///< a server that is not on loopback may be loaded
};
/// The text's name of the run and number of the message need as many.
inline constexpr std::size_t kMinPayload = 24;

struct DirectReport {
  DirectOptions options;
  std::size_t connections = 0;
  double offered_per_second = 0;    ///< meant to be sent in the measured time
  double acked_per_second = 0;      ///< answers that came in it
  double delivered_per_second = 0;  ///< and arrivals at the other side
  Histogram ack;                    ///< of the messages that were meant to be sent in it
  Histogram deliver;
  std::optional<double> server_cpu_us_per_message;  ///< when the server's process can be seen
  double client_cpu_us_per_message = 0;
  // Of the whole run, warm-up and end included.
  std::uint64_t sent = 0;
  std::uint64_t refused = 0;
  std::uint64_t unanswered = 0;
  std::uint64_t unsent = 0;  ///< open loop: due, but the server had not answered enough to take them
  std::uint64_t read_late = 0;
  std::uint64_t lost = 0;
  std::uint64_t duplicated = 0;
  std::uint64_t out_of_order = 0;

  bool is_clean() const { return lost == 0 && duplicated == 0 && out_of_order == 0; }
};

}  // namespace godwit::bench
