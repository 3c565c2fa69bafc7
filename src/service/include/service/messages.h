// SPDX-License-Identifier: Apache-2.0
// Sending, and what happens to messages afterwards. An answer means the entry is on disk.
// Lane and lifetime as Accounts. Errors: those of LogStore::append, kInvalid.
#pragma once

#include <string>

#include "async/task.h"
#include "base/trace.h"
#include "bus/bus.h"
#include "store/store.h"

namespace godwit::service {

struct SendMessage {
  LogId log;
  ClientId client_id;
  model::Body content;  ///< a message: text, picture, voice, video or document
};

struct EditMessage {
  LogId log;
  ClientId client_id;
  Seq target = 0;
  std::string text;
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

class Messages {
 public:
  Messages(store::Store& store, bus::Bus& bus, Trace* trace) : store_(store), bus_(bus), trace_(trace) {}

  Task<Result<store::Appended>> send(model::Caller caller, SendMessage command);
  Task<Result<store::Appended>> edit(model::Caller caller, EditMessage command);
  Task<Result<store::Appended>> recall(model::Caller caller, RecallMessage command);
  Task<Result<store::Appended>> react(model::Caller caller, SetReaction command);

 private:
  /// Appends and tells the bus; the tail of all three.
  Task<Result<store::Appended>> append(model::Caller caller, LogId log, ClientId client_id, model::Body body);

  store::Store& store_;
  bus::Bus& bus_;
  Trace* trace_;
};

}  // namespace godwit::service
