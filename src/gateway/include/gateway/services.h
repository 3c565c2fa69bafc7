// SPDX-License-Identifier: Apache-2.0
// What the gateway is given for each lane. Used on that lane only; outlives the gateway.
#pragma once

#include <functional>
#include <string>

#include "async/nursery.h"
#include "protocol/http.h"
#include "service/accounts.h"
#include "service/admin.h"
#include "service/contacts.h"
#include "service/conversations.h"
#include "service/devices.h"
#include "service/groups.h"
#include "service/media.h"
#include "service/messages.h"
#include "service/presence.h"
#include "service/reports.h"
#include "service/search.h"
#include "service/sync.h"

namespace godwit::gateway {

/// The services of one lane.
struct Services {
  service::Accounts& accounts;
  service::Contacts& contacts;
  service::Messages& messages;
  service::Sync& sync;
  service::Devices& devices;
  service::Presence& presence;  ///< of all lanes
  service::Admin& admin;
  service::Groups& groups;
  service::Search& search;
  service::Conversations& conversations;
  service::Reports& reports;
};

/// Runs one request of the protocol, binary protobuf both ways, for the device that holds `token` ("" = anonymous), with the limits and
/// rates of a connection. What a REST call is made of. On the connection's lane.
using SingleCall = std::function<Task<Result<std::string>>(std::uint32_t method, std::string token, std::string body)>;

/// What an HTTP request finds on the connection it came on. Good until it is answered.
struct HttpContext {
  std::string address;  ///< of the peer
  SingleCall call;
  service::ReadBody read_body;  ///< of a request with streamed_bytes
  service::Accounts* accounts;  ///< of the lane
};

struct HttpAnswer {
  protocol::HttpResponse response;
  /// With streamed_bytes: the bytes from an offset on, at least one. An error cuts the connection.
  std::function<Task<Result<std::string>>(std::uint64_t offset)> read = {};
};

/// Answers what is not a WebSocket upgrade. Runs on the connection's lane.
using HttpHandler = std::function<Task<HttpAnswer>(protocol::HttpRequest, HttpContext)>;

struct LaneParts {
  Lane& lane;
  Nursery& nursery;
  Services services;
};

}  // namespace godwit::gateway
