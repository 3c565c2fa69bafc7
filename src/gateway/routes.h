// SPDX-License-Identifier: Apache-2.0
// Everything a client can ask, one row each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "async/task.h"
#include "base/error.h"
#include "gateway/services.h"
#include "session/session.h"

namespace godwit::gateway {

using Caller = std::variant<session::Anonymous, session::Device>;

struct Route {
  std::uint32_t method;
  std::string_view name;  ///< "SendMessage"
  session::RequestKind kind;
  /// Parses the body, runs the handler, serialises its answer. Null for hello, which the connection itself answers.
  Task<Result<std::string>> (*run)(Services services, Caller caller, std::string body);
};

/// nullptr when unknown.
const Route* find_route(std::uint32_t method);

}  // namespace godwit::gateway
