// SPDX-License-Identifier: Apache-2.0
#include "client_session.h"

#include <chrono>
#include <ctime>
#include <iostream>
#include <thread>

namespace godwit::app {

int complain_as_client(const std::string& sentence) {
  std::cerr << "godwit: " << sentence << "\n";
  return 1;
}

Result<std::unique_ptr<sdk::Client>> open_client(const Profile& profile, const StoredAccount& account,
                                                 const std::string& verb, bool follows) {
  std::error_code wrong;
  std::filesystem::create_directories(profile.folder, wrong);
  std::filesystem::permissions(profile.folder, std::filesystem::perms::owner_all, wrong);
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  for (;;) {
    auto client = sdk::Client::open({.server = account.server,
                                     .cache = profile.cache(verb),
                                     .ca_file = account.ca_file,
                                     .program = "godwit-cli/" GODWIT_VERSION,
                                     .complete = follows,
                                     .updates = follows});
    const bool taken = !client && client.error().code == ErrorCode::kConflict &&
                       client.error().detail.ends_with("in use by another process");
    if (!taken || std::chrono::steady_clock::now() > give_up) return client;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

StopSignals::StopSignals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool StopSignals::came() {
  const timespec now{};
  if (!came_) came_ = ::sigtimedwait(&set_, nullptr, &now) > 0;
  return came_;
}

}  // namespace godwit::app
