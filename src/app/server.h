// SPDX-License-Identifier: Apache-2.0
// One whole Godwit in a process. Made, stopped and destroyed on the main thread.
#pragma once

#include <cstdint>
#include <memory>

#include "base/clock.h"
#include "base/error.h"
#include "base/trace.h"
#include "config.h"

namespace godwit::app {

class Server {
 public:
  /// Opens the store, builds everything and listens. Errors are sentences for people.
  /// `trace` is for tests; `data` of the configuration may be empty there: the store is then in memory.
  static Result<std::unique_ptr<Server>> start(const Config& config, Trace* trace = nullptr);
  ~Server();

  std::uint16_t port() const;
  /// Graceful: going away to all, running requests finish, nothing acknowledged is lost. Idempotent.
  void stop();
  /// Reads the certificate again, if there is one and it changed.
  void reload_certificate();

 private:
  class Graph;
  explicit Server(std::unique_ptr<Graph> graph);
  std::unique_ptr<Graph> graph_;
};

}  // namespace godwit::app
