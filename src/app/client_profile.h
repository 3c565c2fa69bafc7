// SPDX-License-Identifier: Apache-2.0
// Where a person's account is kept on this machine.
#pragma once

#include <filesystem>
#include <map>
#include <string>

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

}  // namespace godwit::app
