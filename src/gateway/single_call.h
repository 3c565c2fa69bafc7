// SPDX-License-Identifier: Apache-2.0
// One request without a connection of the protocol: a session that says hello, asks once and is gone. On the lane of the context.
#pragma once

#include "gateway/services.h"
#include "lane_context.h"

namespace godwit::gateway {

/// A call on behalf of the peer at `address`; the context outlives it.
SingleCall single_call(LaneContext& lane, std::string address);

}  // namespace godwit::gateway
