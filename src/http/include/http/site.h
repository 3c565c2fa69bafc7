// SPDX-License-Identifier: Apache-2.0
// Plain HTTP: the web app, /healthz, /readyz and /metrics. Lane: any; keeps no state. Lifetime: outlived by the metrics.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/metrics.h"
#include "http/web_files.h"
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
    /// PEM of the server's own authority as it is now, offered at /ca.crt; none = there is no such page.
    std::function<std::string()> authority = {};
    /// Whether browsers are told to come back over TLS only (RFC 6797): not with a certificate that they may not trust.
    bool strict_transport = false;
    /// What is served at /; they outlive the site.
    std::span<const WebFile> files = web_files();
  };
  explicit Site(Deps deps) : deps_(std::move(deps)) {}

  Task<protocol::HttpResponse> answer(protocol::HttpRequest request, std::string address);

 private:
  protocol::HttpResponse route(const protocol::HttpRequest& request, const std::string& address) const;
  bool may_read_metrics(const protocol::HttpRequest& request, const std::string& address) const;

  Deps deps_;
};

}  // namespace godwit::http
