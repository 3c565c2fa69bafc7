// SPDX-License-Identifier: Apache-2.0
// Plain HTTP: the web app, /healthz, /readyz and /metrics. Lane: any; keeps no state. Lifetime: outlived by the metrics.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/metrics.h"
#include "protocol/http.h"

namespace godwit::http {

class Site {
 public:
  struct Deps {
    const Metrics& metrics;
    /// Empty when the server can take appends, else why not.
    std::function<std::string()> unready_reason;
    /// Addresses besides loopback that may read /metrics.
    std::vector<std::string> metrics_readers;
    /// PEM of the server's own authority, offered at /ca.crt; empty = none.
    std::string authority = {};
  };
  explicit Site(Deps deps) : deps_(std::move(deps)) {}

  Task<protocol::HttpResponse> answer(protocol::HttpRequest request, std::string address);

 private:
  protocol::HttpResponse route(const protocol::HttpRequest& request, const std::string& address) const;
  bool may_read_metrics(const protocol::HttpRequest& request, const std::string& address) const;

  Deps deps_;
};

}  // namespace godwit::http
