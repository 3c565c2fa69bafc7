// SPDX-License-Identifier: Apache-2.0
// The demo's data folder. It holds invented people with a password that everyone may know, so it and a folder with real people never mix:
// the file `demo` in it says which it is.
#pragma once

#include "config.h"

namespace godwit::app {

/// Makes an empty folder a demo's, or finds that it is one. kConflict with a sentence when real people live there or a start was
/// interrupted.
Status prepare_demo(const Config& config);

/// kConflict when the folder is a demo's: it may be served as one only.
Status check_not_demo(const Config& config);

}  // namespace godwit::app
