// SPDX-License-Identifier: Apache-2.0
// Tells the bus of committed entries.
#pragma once

#include <vector>

#include "bus/bus.h"

namespace godwit::service {

inline void publish_entries(bus::Bus& bus, std::vector<model::Entry> entries, Epoch epoch) {
  if (entries.empty()) return;
  std::vector<bus::Notice> notices;
  notices.reserve(entries.size());
  for (model::Entry& entry : entries) notices.push_back(bus::EntryNotice{std::move(entry), epoch});
  bus.publish(notices);
}

}  // namespace godwit::service
