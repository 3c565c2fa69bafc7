// SPDX-License-Identifier: Apache-2.0
// Manual pages (man(7)) of the command line: godwit.1, and one for each subcommand, godwit-bench-direct.1.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"
#include "command_line/command_tree.h"

namespace godwit::app {

/// "godwit-bench-direct"
std::string page_name(const Command& command);

/// The page of one command. `root` names the others.
std::string write_man_page(const Command& root, const Command& command, const std::string& version);

/// All pages, as files <name>.1 in a folder, which is made when absent.
Status write_man_pages(const Command& root, const std::string& version, const std::filesystem::path& folder);

}  // namespace godwit::app
