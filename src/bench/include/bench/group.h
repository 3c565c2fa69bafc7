// SPDX-License-Identifier: Apache-2.0
// The load "group": many members of one group online, of whom one writes now and then. How long does it take until the last of them has it,
// and what does it cost? The connections are held by processes of their own, forked before anything else. A plain thread; makes its own
// lanes. Every member follows the log as a device does: dense seqs, gaps are read, and reports how far it is once a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "bench/histogram.h"
#include "bench/tokens.h"

namespace godwit::bench {

struct GroupOptions {
  std::string url;
  std::size_t members = 1'000;  ///< connections
  std::size_t processes = 4;    ///< that hold them; 0: this one
  std::size_t messages = 20;
  std::chrono::milliseconds interval = std::chrono::seconds(1);  ///< from one message to the next
  std::size_t payload = 200;                                     ///< bytes of text
  bool reports = true;                                           ///< members report how far they are, as devices do
  std::size_t stalled = 0;                                       ///< of the members: read nothing once they are in
  bool foreign = false;                                          ///< a server that is not on loopback may be loaded
};
/// The text's name of the run, number of the message and time need as many.
inline constexpr std::size_t kMinGroupPayload = 48;

/// Resident memory of the server, bytes.
struct ServerMemory {
  std::uint64_t before = 0;     ///< before anyone came
  std::uint64_t connected = 0;  ///< with everyone there
  std::uint64_t after = 0;      ///< after the last message
  std::uint64_t peak = 0;       ///< from the first message on
};

struct GroupReport {
  GroupOptions options;
  std::chrono::nanoseconds connected{0};  ///< until all were in and had their heads
  Histogram ack;
  Histogram deliver;  ///< all messages to all members that read
  Histogram last;     ///< of each message: to the last member that reads
  std::uint64_t expected = 0;
  std::uint64_t delivered = 0;
  std::uint64_t read_late = 0;   ///< of the delivered: not as an update but by reading the log
  std::uint64_t duplicated = 0;  ///< told twice
  std::optional<double> server_cpu_ms_per_message;
  std::optional<ServerMemory> memory;

  std::uint64_t lost() const { return expected - delivered; }
  bool is_clean() const { return lost() == 0 && duplicated == 0; }
};

/// Errors as of run_direct. The first of the people writes.
Result<GroupReport> run_group(const GroupOptions& options, const std::vector<Credentials>& people);

}  // namespace godwit::bench
