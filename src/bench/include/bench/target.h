// SPDX-License-Identifier: Apache-2.0
// The server under load: where it is, and what it has cost. A plain thread.
#pragma once

#include <sys/socket.h>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace godwit::bench {

struct Target {
  std::string host;  ///< as it was asked for, with the port, for HTTP
  sockaddr_storage address{};
  socklen_t address_bytes = 0;
  bool loopback = false;
};

/// "http://127.0.0.1:8080", "ws://…" and "host:port" are one and the same here. kInvalid with a sentence, also for TLS.
Result<Target> find_target(const std::string& url);

/// A connected, non-blocking socket with TCP_NODELAY. kNotFound with the reason.
Result<int> connect_to(const Target& target);

/// The process on this machine that listens there; nullopt when it cannot be seen: elsewhere, of another user, or no /proc.
std::optional<int> find_server_process(const Target& target);

/// CPU time of all threads of a process since its start; nullopt when it is gone.
std::optional<std::chrono::nanoseconds> cpu_time_of(int process);
std::chrono::nanoseconds own_cpu_time();

/// Bytes of memory that a process has now, and had at most since the last forget_peak(); nullopt when it cannot be seen.
struct Memory {
  std::uint64_t resident = 0;
  std::uint64_t peak = 0;
};
std::optional<Memory> memory_of(int process);
void forget_peak(int process);

}  // namespace godwit::bench
