// SPDX-License-Identifier: Apache-2.0
#include "registry.h"

#include <algorithm>

namespace godwit::gateway {
namespace {

/// Longer than any token look-up takes: readers' calls are bounded by their queue.
constexpr std::chrono::minutes kRememberEnded{5};

}  // namespace

bool Registry::add(model::Caller caller, Recipient& recipient) {
  if (ended_.contains(caller.device)) return false;
  online_[caller.user].push_back({caller.device, &recipient});
  return true;
}

void Registry::remove(model::Caller caller, Recipient& recipient) {
  const auto it = online_.find(caller.user);
  if (it == online_.end()) return;
  std::erase_if(it->second, [&](const Online& row) { return row.recipient == &recipient; });
  if (it->second.empty()) online_.erase(it);
}

std::vector<Recipient*> Registry::find(UserId user) const {
  std::vector<Recipient*> found;
  if (const auto it = online_.find(user); it != online_.end()) {
    for (const Online& row : it->second) found.push_back(row.recipient);
  }
  return found;
}

std::vector<Recipient*> Registry::end(UserId user, const std::vector<DeviceId>& devices) {
  const Instant now = clock_.now();
  std::erase_if(ended_, [&](const auto& row) { return now - row.second > kRememberEnded; });
  for (const DeviceId device : devices) ended_.emplace(device, now);

  std::vector<Recipient*> found;
  if (const auto it = online_.find(user); it != online_.end()) {
    for (const Online& row : it->second) {
      if (std::ranges::find(devices, row.device) != devices.end()) found.push_back(row.recipient);
    }
  }
  return found;
}

}  // namespace godwit::gateway
