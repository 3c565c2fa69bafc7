// SPDX-License-Identifier: Apache-2.0
// What a person decides about their conversations. Lane and lifetime as Accounts.
#pragma once

#include "async/task.h"
#include "bus/bus.h"
#include "store/store.h"

namespace godwit::service {

class Conversations {
 public:
  Conversations(store::Store& store, bus::Bus& bus) : store_(store), bus_(bus) {}

  /// Replaces the settings and tells the caller's devices. kInvalid names the field; kNotFound when it is no conversation of theirs.
  Task<Result<void>> set(model::Caller caller, LogId log, model::ConversationSettings settings);

 private:
  store::Store& store_;
  bus::Bus& bus_;
};

}  // namespace godwit::service
