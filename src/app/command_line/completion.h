// SPDX-License-Identifier: Apache-2.0
// Scripts by which shells complete the command line: subcommands, options, and what these take. Each follows the words before the cursor
// to the subcommand that they name. Plain text in, plain text out.
#pragma once

#include <string>

#include "command_line/command_tree.h"

namespace godwit::app {

std::string complete_in_bash(const Command& root);
std::string complete_in_zsh(const Command& root);
std::string complete_in_fish(const Command& root);

}  // namespace godwit::app
