// SPDX-License-Identifier: Apache-2.0
// What the subcommands do. Each answers the exit status and prints for people. Admin verbs ask the server that holds the data
// folder, or open the store themselves when none runs.
#pragma once

#include <cstdint>
#include <string>

#include "config.h"

namespace godwit::app {

/// Until SIGTERM or SIGINT; SIGHUP reads the certificate again. `lan` shows the address for other machines as a QR code.
int serve(const Config& config, bool lan = false);
int add_user(const Config& config, const std::string& handle, const std::string& name, const std::string& password);
int set_password(const Config& config, const std::string& handle, const std::string& password);
int list_users(const Config& config);
int create_invite(const Config& config, std::uint32_t uses, std::uint32_t days);

}  // namespace godwit::app
