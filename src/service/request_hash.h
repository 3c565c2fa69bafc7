// SPDX-License-Identifier: Apache-2.0
// What makes two requests the same. Any lane.
#pragma once

#include <span>

#include "store/log_store.h"

namespace godwit::service {

/// Of everything but who asks and the client_id itself. Kept for 14 days: what a kind of body mixes in does not change.
store::RequestHash hash_request(LogId log, const model::Body& body);
/// Of what is to be said again; not of what it says.
store::RequestHash hash_forward(LogId log, const model::Forward& forward);
/// Of a request that is about several things.
store::RequestHash hash_requests(LogId log, std::span<const model::Body> bodies);

}  // namespace godwit::service
