// SPDX-License-Identifier: Apache-2.0
// The command line of the verbs in client_verbs.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <string>

namespace godwit::app {

/// Adds login, logout, send and tail; the one that was given puts its exit status into `status`.
void add_client_commands(CLI::App& app, const std::map<std::string, std::string>& environment,
                         const std::function<std::string(const std::string& prompt)>& read_password, int& status);

}  // namespace godwit::app
