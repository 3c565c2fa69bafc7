// SPDX-License-Identifier: Apache-2.0
// Who may call is the type of a handler's parameter. Only a Session makes these from a connection, so that a handler that
// takes a Device cannot be reached without a valid token. Plain values, any lane.
#pragma once

#include <string>
#include <utility>

#include "model/user.h"

namespace godwit::session {

/// Whoever has connected: nothing is known but the address and what the client calls itself.
class Anonymous {
 public:
  const std::string& address() const { return address_; }
  /// Program and version as the hello named them; may be empty.
  const std::string& client() const { return client_; }

 private:
  friend class Session;
  Anonymous(std::string address, std::string client) : address_(std::move(address)), client_(std::move(client)) {}
  std::string address_;
  std::string client_;
};

/// An authenticated device.
class Device {
 public:
  model::Caller caller() const { return caller_; }
  const std::string& address() const { return address_; }

 private:
  friend class Session;
  Device(model::Caller caller, std::string address) : caller_(caller), address_(std::move(address)) {}
  model::Caller caller_;
  std::string address_;
};

}  // namespace godwit::session
