// SPDX-License-Identifier: Apache-2.0
// Randomness and id minting: the only sources of both. Any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/clock.h"

namespace godwit {

/// Fills with bytes from the kernel's generator; stops the process if there is none.
void fill_random(std::span<std::byte> out);

/// A uniform number below `bound` (> 0).
std::uint64_t random_below(std::uint64_t bound);

/// 16 bytes that a client made up to name one request (a UUID, RFC 9562).
using ClientId = std::array<std::byte, 16>;

/// A fresh UUIDv7 (RFC 9562 §5.7).
ClientId make_client_id(const Clock& clock);

/// Mints time-ordered ids: milliseconds since 2026 in the high bits, a counter that starts at random below. Never repeats
/// within a process, even when the wall clock steps back; the store refuses a repeat across processes.
class IdMint {
 public:
  explicit IdMint(const Clock& clock);

  template <class IdType>
  IdType make() {
    return IdType(next());
  }

 private:
  std::int64_t next();

  const Clock& clock_;
  std::atomic<std::int64_t> last_{0};
};

}  // namespace godwit
