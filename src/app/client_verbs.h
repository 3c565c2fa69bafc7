// SPDX-License-Identifier: Apache-2.0
// The subcommands of a person rather than of an operator, on the client library: login, logout, send, tail. Each answers the exit status.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "client_profile.h"

namespace godwit::app {

int log_in(const Profile& profile, const StoredAccount& who, const std::string& password);
int log_out(const Profile& profile);

struct SendOrder {
  std::string to;    ///< @handle, or "me" for the note to self
  std::string text;  ///< "-" = standard input, all of it as one message
  std::vector<std::string> files;
  std::string as = "auto";      ///< auto, document, picture
  std::uint32_t timeout_s = 0;  ///< 0 = wait for as long as it takes
};
/// 0 only when the server has everything on disk.
int send(const Profile& profile, const SendOrder& order);

struct TailOrder {
  bool json = false;
  bool once = false;  ///< end when caught up and all is printed
};
/// Until SIGINT or SIGTERM (status 0). Prints each entry once, also across restarts.
int tail(const Profile& profile, const TailOrder& order);

/// Until the person leaves. Needs a terminal.
int chat(const Profile& profile);

}  // namespace godwit::app
