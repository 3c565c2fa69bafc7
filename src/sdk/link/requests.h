// SPDX-License-Identifier: Apache-2.0
// What sync and the engine need of a link: ask, and be answered exactly once.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <utility>

#include "base/error.h"
#include "protocol/wire.h"

namespace godwit::sdk {

/// Why a request has no response. `disconnected`: the connection broke, or there was none (`unsent`).
struct Failure {
  Error error;
  Retry retry = Retry::kGiveUp;
  bool disconnected = false;
  bool unsent = false;
};

/// From the body of an error response.
Failure failure_of(std::string_view body);

template <class T>
using Reply = std::expected<T, Failure>;

class Requests {
 public:
  using Done = std::function<void(Reply<std::string>)>;

  virtual ~Requests() = default;
  /// `done` is called exactly once, possibly at once.
  virtual void request(v1::Method method, const google::protobuf::MessageLite& request, Done done) = 0;
  /// Reconnects with a fresh hello.
  virtual void again() = 0;

  template <class Response, class Callback>
  void ask(v1::Method method, const google::protobuf::MessageLite& message, Callback done) {
    request(method, message, typed<Response>(std::move(done)));
  }

  /// A Done that parses the response for `done(Reply<Response>)`.
  template <class Response, class Callback>
  static Done typed(Callback done) {
    return [done = std::move(done)](Reply<std::string> reply) mutable {
      if (!reply) return done(Reply<Response>(std::unexpected(std::move(reply.error()))));
      Response response;
      if (!response.ParseFromString(*reply)) {
        const Error error{ErrorCode::kMalformed, "the server's answer cannot be read"};
        return done(Reply<Response>(std::unexpected(Failure{.error = error})));
      }
      done(Reply<Response>(std::move(response)));
    };
  }
};

}  // namespace godwit::sdk
