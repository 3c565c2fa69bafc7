// SPDX-License-Identifier: Apache-2.0
// Sending, and what happens to messages afterwards. An answer means the entry is on disk.
// Lane and lifetime as Accounts. Errors: those of LogStore::append, kInvalid,
// kForbidden of a moderator, kRateLimited.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/trace.h"
#include "bus/bus.h"
#include "service/moderator.h"
#include "service/throttle.h"
#include "store/store.h"

namespace godwit::service {

struct SendMessage {
  LogId log;
  ClientId client_id;
  model::Body content;  ///< a message
  std::optional<model::Forward> forward = {};  ///< in place of the content
};

struct EditMessage {
  LogId log;
  ClientId client_id;
  Seq target = 0;
  std::string text;
  std::vector<model::Span> spans = {};
};

struct RecallMessage {
  LogId log;
  ClientId client_id;
  Seq target = 0;
};

struct SetReaction {
  LogId log;
  ClientId client_id;
  Seq target = 0;
  std::string emoji;
};

struct PinMessage {
  LogId log;
  ClientId client_id;
  Seq target = 0;
  bool pinned = false;
};

/// When the messages to come disappear.
struct SetExpiry {
  LogId log;
  ClientId client_id;
  std::uint32_t seconds = 0;  ///< 0 = they stay
};

class Messages {
 public:
  struct Deps {
    store::Store& store;
    bus::Bus& bus;
    Trace* trace = nullptr;
    /// Look at what people want to say, in this order.
    std::vector<Moderator*> moderators = {};
    /// KiB × members, by author and by log; null = any number.
    Throttle* author_traffic = nullptr;
    Throttle* log_traffic = nullptr;
    /// After so long a message is not taken back any more; 0 = at any time.
    std::chrono::seconds recall_window{0};
  };
  explicit Messages(Deps deps) : deps_(std::move(deps)) {}

  Task<Result<store::Appended>> send(model::Caller caller, SendMessage command);
  Task<Result<store::Appended>> edit(model::Caller caller, EditMessage command);
  Task<Result<store::Appended>> recall(model::Caller caller, RecallMessage command);
  Task<Result<store::Appended>> react(model::Caller caller, SetReaction command);
  Task<Result<store::Appended>> pin(model::Caller caller, PinMessage command);
  Task<Result<store::Appended>> set_expiry(model::Caller caller, SetExpiry command);
  /// The caller does not want to see these any more: 1–100, else kInvalid.
  Task<Result<void>> hide(model::Caller caller, LogId log, std::vector<Seq> seqs);

 private:
  /// What may be said in its place. kForbidden with the reason when it may not be said.
  Task<Result<store::Append>> moderate(store::Append request);
  Task<Result<model::Body>> judge(UserId author, LogId log, model::Body body);
  /// Appends and tells the bus; the tail of all that appends. kRateLimited when author or log had too much traffic.
  Task<Result<store::Appended>> append(store::Append request);
  Task<Result<store::Appended>> append(model::Caller caller, LogId log, ClientId client_id, model::Body body);

  Deps deps_;
};

}  // namespace godwit::service
