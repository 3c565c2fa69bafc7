// SPDX-License-Identifier: Apache-2.0
// REST under /v1: the requests of the protocol as HTTP calls with JSON bodies, errors as problem+json (RFC 9457), and the description
// of it all at /v1/openapi.json (OpenAPI 3.1).
// Lane: answer() on any lane; one object serves all. Lifetime: outlives its answers.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "async/task.h"
#include "base/clock.h"
#include "base/error.h"
#include "protocol/http.h"

namespace godwit::http {

/// Runs one request of the protocol, binary protobuf both ways, for the device that holds `token` ("" = anonymous).
using SingleCall = std::function<Task<Result<std::string>>(std::uint32_t method, std::string token, std::string body)>;

class Rest {
 public:
  /// `server` is the version that the description tells.
  Rest(const Clock& clock, const std::string& server);
  ~Rest();

  /// Whether the path is one of REST's: below /v1/.
  static bool is_rest(const std::string& path);
  Task<protocol::HttpResponse> answer(protocol::HttpRequest request, std::string address, SingleCall call);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// An error as problem+json: type, title, status, detail, code, retry, retryAfterMs; with Retry-After where there is a time to wait.
/// `status` 0 = the one of the error table.
protocol::HttpResponse problem(const Error& error, int status = 0);

}  // namespace godwit::http
