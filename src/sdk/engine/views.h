// SPDX-License-Identifier: Apache-2.0
// What people see, made from what is kept: messages with what happened to them since, conversations, the outbox as messages.
// Under the client's lock; throws CacheError.
#pragma once

#include <vector>

#include "cache/cache.h"
#include "godwit/options.h"
#include "godwit/values.h"
#include "sync/log_state.h"
#include "sync/outbox_item.h"

namespace godwit::sdk {

class Views {
 public:
  Views(Cache& cache, UserId self) : cache_(cache), self_(self) {}

  /// `entry` with its overlay as of `as_of`, and what is held since folded into it.
  Message message(const Held& held, const LogState& state) const;
  Message message(const OutboxItem& item) const;
  Conversation conversation(const LogState& state) const;
  std::vector<Message> messages(const LogState& state, const MessageRange& range) const;

 private:
  void fold(Message& message, const v1::Entry& amendment) const;
  MessageState state_of(const Message& message, const LogState& state) const;

  Cache& cache_;
  UserId self_;
};

}  // namespace godwit::sdk
