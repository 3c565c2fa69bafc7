// SPDX-License-Identifier: Apache-2.0
// What the gateway is given for each lane. Used on that lane only; outlives the gateway.
#pragma once

#include <functional>
#include <string>

#include "async/nursery.h"
#include "protocol/http.h"
#include "service/accounts.h"
#include "service/contacts.h"
#include "service/messages.h"
#include "service/sync.h"

namespace godwit::gateway {

/// The services of one lane.
struct Services {
  service::Accounts& accounts;
  service::Contacts& contacts;
  service::Messages& messages;
  service::Sync& sync;
};

/// Runs one request of the protocol, binary protobuf both ways, for the device that holds `token` ("" = anonymous), with the limits and
/// rates of a connection. What a REST call is made of. On the connection's lane.
using SingleCall = std::function<Task<Result<std::string>>(std::uint32_t method, std::string token, std::string body)>;

/// Answers what is not a WebSocket upgrade, given the peer's address. Runs on the connection's lane.
using HttpHandler =
    std::function<Task<protocol::HttpResponse>(protocol::HttpRequest, std::string address, SingleCall call)>;

struct LaneParts {
  Lane& lane;
  Nursery& nursery;
  Services services;
};

}  // namespace godwit::gateway
