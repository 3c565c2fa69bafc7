// SPDX-License-Identifier: Apache-2.0
// The bus of a single process: publishing is a call to each subscriber. Loses nothing and keeps the order of each publisher.
#pragma once

#include <vector>

#include "bus/bus.h"

namespace godwit::bus {

class LocalBus final : public Bus {
 public:
  void subscribe(Subscriber subscriber) override { subscribers_.push_back(std::move(subscriber)); }
  void publish(const std::vector<Notice>& notices) override {
    for (const Subscriber& subscriber : subscribers_) subscriber(notices);
  }

 private:
  std::vector<Subscriber> subscribers_;
};

}  // namespace godwit::bus
