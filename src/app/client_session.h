// SPDX-License-Identifier: Apache-2.0
// What the verbs on the client library have in common: opening a client for a profile, stopping at a signal, complaining.
#pragma once

#include <csignal>
#include <memory>
#include <string>

#include "client_profile.h"
#include "godwit/client.h"

namespace godwit::app {

/// A sentence on standard error; answers 1.
int complain_as_client(const std::string& sentence);

/// Opens the profile's cache of this verb. `follows`: it takes updates, and every entry. Waits up to 10 s for another process of the
/// same verb to be through.
Result<std::unique_ptr<sdk::Client>> open_client(const Profile& profile, const StoredAccount& account,
                                                 const std::string& verb, bool follows);

/// Blocks SIGINT and SIGTERM for all threads begun after it; came() tells whether one was sent.
class StopSignals {
 public:
  StopSignals();
  bool came();

 private:
  sigset_t set_;
  bool came_ = false;
};

}  // namespace godwit::app
