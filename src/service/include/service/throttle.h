// SPDX-License-Identifier: Apache-2.0
// Token buckets by key, for what an attacker repeats (password attempts by address and by handle) or floods (bytes to so many members).
// Shared by all lanes (an attacker would pick the emptiest), so it is the one object of the services that has a mutex.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/error.h"

namespace godwit::service {

class Throttle {
 public:
  Throttle(const Clock& clock, double burst, Duration per_token, std::size_t max_keys = 100'000)
      : clock_(clock), burst_(burst), per_token_(per_token), max_keys_(max_keys) {}

  /// Takes one token; kRateLimited with the time until the next one.
  Status take(std::string_view key);
  /// For what is paid afterwards: kRateLimited while the key is in debt, with the time until it is not.
  Status check(std::string_view key);
  /// Takes so many tokens, into debt if need be.
  void charge(std::string_view key, double tokens);

 private:
  struct Bucket {
    double tokens;
    Instant at;
  };
  /// Filled up to now, with the mutex.
  Bucket& find(std::string_view key);
  Error too_many(const Bucket& bucket, double needed) const;
  double refilled(const Bucket& bucket, Instant now) const;
  void forget_full(Instant now);

  const Clock& clock_;
  const double burst_;
  const Duration per_token_;
  const std::size_t max_keys_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace godwit::service
