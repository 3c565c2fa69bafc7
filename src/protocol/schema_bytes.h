// SPDX-License-Identifier: Apache-2.0
// proto/godwit/v1 as a serialised FileDescriptorSet with source information. Any lane.
#pragma once

#include <string_view>

namespace godwit::protocol {

std::string_view schema_bytes();

}  // namespace godwit::protocol
