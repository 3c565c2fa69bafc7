// SPDX-License-Identifier: Apache-2.0
// The subcommands of a person rather than of an operator, on the client library: login, logout, send, tail. Each answers the exit status.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

namespace godwit::app {

/// Where a profile lives: its account in <config>/godwit/<profile>.json (0600), what its verbs keep in <data>/godwit/<profile>/.
struct Profile {
  std::string name = "default";
  std::filesystem::path account_file;
  std::filesystem::path folder;

  /// After the XDG base directories. kInvalid: the name has other than letters, digits, - and _, or there is no home.
  static Result<Profile> find(const std::string& name, const std::map<std::string, std::string>& environment);
  /// The cache of a verb; each has its own, since one process at a time holds a cache.
  std::filesystem::path cache(const std::string& verb) const { return folder / (verb + ".db"); }
};

/// What `login` keeps.
struct StoredAccount {
  std::string server;
  std::string handle;
  std::string token;
  std::string ca_file;
};

/// kNotFound: not logged in.
Result<StoredAccount> load_account(const Profile& profile);
Status store_account(const Profile& profile, const StoredAccount& account);

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

}  // namespace godwit::app
