// SPDX-License-Identifier: Apache-2.0
// One channel for each encoding.
#pragma once

#include <memory>

#include "channel.h"
#include "encoding.h"

namespace godwit::gateway {

std::unique_ptr<Channel> make_channel(Encoding encoding);
#ifdef GODWIT_WS_ECHO
/// For /v1/ws-echo: whatever comes goes back.
std::unique_ptr<Channel> make_echo_channel();
#endif

}  // namespace godwit::gateway
