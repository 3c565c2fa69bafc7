// SPDX-License-Identifier: Apache-2.0
// The load "direct": pairs of people, of whom one writes to the other. Every message is numbered and looked for: what was lost, doubled or
// misplaced is counted. Times are taken on one clock, from the moment a message was meant to be sent, so that a server that stops is
// not spared the messages that had to wait (no coordinated omission). A plain thread; makes its own lanes.
#pragma once

#include <vector>

#include "base/error.h"
#include "bench/load.h"
#include "bench/tokens.h"

namespace godwit::bench {

/// kInvalid for options that make no sense and for a target that may not be loaded; kNotFound when nobody listens; kInternal with a
/// sentence when the run broke: a login was refused, a connection ended.
Result<DirectReport> run_direct(const DirectOptions& options, const std::vector<Credentials>& people);

}  // namespace godwit::bench
