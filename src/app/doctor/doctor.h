// SPDX-License-Identifier: Apache-2.0
// `godwit doctor`: looks whether a server can run here, and runs well, and says what to do. Main thread.
#pragma once

#include "config.h"
#include "finding.h"

namespace godwit::app {

/// With a configuration that is wrong there is nothing else to look at.
Findings examine(const Result<Config>& config);

/// Prints for people or as JSON: [{"subject","verdict":"good"|"warning"|"bad","what","advice"}]. 1 when something is bad.
int doctor(const Result<Config>& config, bool json);

}  // namespace godwit::app
