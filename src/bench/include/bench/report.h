// SPDX-License-Identifier: Apache-2.0
// What a run came to, for programs and for people.
#pragma once

#include <string>

#include "bench/group.h"
#include "bench/load.h"

namespace godwit::bench {

/// One JSON object; times in milliseconds, null for what could not be seen. Its keys are told in the room's README.
std::string to_json(const DirectReport& report);
std::string to_json(const GroupReport& report);

/// A few lines for a terminal.
std::string to_table(const DirectReport& report);
std::string to_table(const GroupReport& report);

}  // namespace godwit::bench
