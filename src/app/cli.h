// SPDX-License-Identifier: Apache-2.0
// The command line. Answers the process's exit status: 0 done, 1 failed (a sentence on standard error), 2 wrong usage.
#pragma once

namespace godwit::app {

int run_command_line(int argc, char** argv);

}  // namespace godwit::app
