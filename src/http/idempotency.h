// SPDX-License-Identifier: Apache-2.0
// Answers of calls that named an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), so that a repeat gets the first answer and
// does nothing. In memory: for 10 minutes, for the newest 10,000 answers, and not across a restart.
// Lane: any; the lanes share one, under a lock that is held for a lookup.
#pragma once

#include <array>
#include <chrono>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "base/clock.h"
#include "protocol/http.h"

namespace godwit::http {

class Idempotency {
 public:
  static constexpr std::size_t kKept = 10'000;
  static constexpr std::chrono::minutes kLifetime{10};

  explicit Idempotency(const Clock& clock) : clock_(clock) {}

  struct First {};      ///< go on, then keep() or forget()
  struct Running {};    ///< the first call has no answer yet
  struct Different {};  ///< the key was used for another request
  using Verdict = std::variant<First, Running, Different, protocol::HttpResponse>;

  /// `name` says who and which key, `request` what was asked.
  Verdict begin(const std::string& name, const std::string& request);
  void keep(const std::string& name, const protocol::HttpResponse& answer);
  /// The call had no effect that a repeat could double.
  void forget(const std::string& name);

 private:
  struct Row {
    std::string name;
    std::string request;
    Instant since;
    std::optional<protocol::HttpResponse> answer;
  };
  void drop_old();

  const Clock& clock_;
  std::mutex mutex_;
  std::list<Row> rows_;  ///< oldest first
  std::map<std::string, std::list<Row>::iterator, std::less<>> by_name_;
};

}  // namespace godwit::http
