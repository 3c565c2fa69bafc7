// SPDX-License-Identifier: Apache-2.0
// A frame of every message that goes over the wire, with plausible values in every field.
#pragma once

#include <string>
#include <vector>

#include "protocol/frame.h"

namespace godwit::protocol {

struct Sample {
  std::string name;          ///< "send_message_request"
  std::string frame;         ///< encoded, without length
  std::uint32_t method = 0;  ///< of the request, for responses
};

/// Built from the schema: a new message or field is in it without being named here.
std::vector<Sample> make_samples();

}  // namespace godwit::protocol
