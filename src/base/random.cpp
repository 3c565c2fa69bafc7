// SPDX-License-Identifier: Apache-2.0
#include "base/random.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>

#include "base/error.h"

namespace godwit {
namespace {

constexpr UnixMillis kIdEpoch = 1'767'225'600'000;  // 2026-01-01
constexpr int kCounterBits = 20;

}  // namespace

void fill_random(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = ::getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    GODWIT_CHECK(got > 0);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

std::uint64_t random_below(std::uint64_t bound) {
  // The bias of a plain remainder is below 2^-32 for the bounds in use (milliseconds, list sizes).
  std::uint64_t value = 0;
  fill_random(std::as_writable_bytes(std::span(&value, 1)));
  return value % bound;
}

ClientId make_client_id(const Clock& clock) {
  ClientId id;
  fill_random(id);
  const auto ms = static_cast<std::uint64_t>(clock.unix_millis());
  for (std::size_t i = 0; i < 6; ++i) id[i] = static_cast<std::byte>(ms >> (40 - 8 * i));
  id[6] = (id[6] & std::byte{0x0F}) | std::byte{0x70};
  id[8] = (id[8] & std::byte{0x3F}) | std::byte{0x80};
  return id;
}

IdMint::IdMint(const Clock& clock) : clock_(clock) {}

std::int64_t IdMint::next() {
  const std::int64_t fresh = (std::max<std::int64_t>(clock_.unix_millis() - kIdEpoch, 1) << kCounterBits) |
                             static_cast<std::int64_t>(random_below(1 << (kCounterBits - 1)));
  std::int64_t last = last_.load();
  std::int64_t next = 0;
  do {
    next = std::max(fresh, last + 1);
  } while (!last_.compare_exchange_weak(last, next));
  return next;
}

}  // namespace godwit
