// SPDX-License-Identifier: Apache-2.0
// What the subcommands do. Each answers the exit status and prints for people. Admin verbs ask the server that holds the data
// folder, or open the store themselves when none runs.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "config.h"

namespace godwit::app {

/// Prints the sentence on standard error; 1.
int complain(const std::string& sentence);
/// Each connection is a descriptor: takes all that the system grants.
void raise_descriptor_limit();

/// Asks the server that holds the data folder, or the store itself when none runs; what it answered to the verb, or the error that it
/// answered.
Result<boost::json::value> administer(const Config& config, const boost::json::object& request);

/// Until SIGTERM or SIGINT; SIGHUP reads the certificate again. `lan` shows the address for other machines as a QR code.
int serve(const Config& config, bool lan = false);
int add_user(const Config& config, const std::string& handle, const std::string& name, const std::string& password);
/// nullopt = a generated one, which is printed.
int set_password(const Config& config, const std::string& handle, const std::optional<std::string>& password);
int set_disabled(const Config& config, const std::string& handle, bool disabled);
int list_users(const Config& config);
int find_user(const Config& config, const std::string& handle);
int set_admin(const Config& config, const std::string& handle, bool admin);
int show_audit(const Config& config, std::uint32_t limit);
int show_counts(const Config& config);
/// Waits until the search index is made anew.
int rebuild_index(const Config& config);
int create_invite(const Config& config, std::uint32_t uses, std::uint32_t days);

}  // namespace godwit::app
