// SPDX-License-Identifier: Apache-2.0
// A program that answers every text with the same text, through the bus and the services as any part of the server would.
// Lane: made on the main thread, lives on its lane. Lifetime: outlived by the services, the bus and the lane; stop the lane first.
#pragma once

#include <memory>

#include "async/nursery.h"
#include "bus/bus.h"
#include "model/user.h"
#include "service/messages.h"

namespace godwit::demo {

class EchoBot {
 public:
  struct Deps {
    Lane& lane;
    Nursery& nursery;  ///< of the lane
    bus::Bus& bus;
    service::Messages& messages;  ///< of the lane
    const Clock& clock;
  };
  /// Subscribes: before the first publish.
  EchoBot(UserId self, Deps deps);

 private:
  Task<void> answer(model::Entry entry);

  UserId self_;
  Deps deps_;
};

}  // namespace godwit::demo
