// SPDX-License-Identifier: Apache-2.0
// Tells the server how far this person has come (docs/protocol.md §6): one request a second, or at once after 20 entries; again after a
// reconnect. Sans-I/O.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "link/requests.h"
#include "link/world.h"
#include "sync/log_state.h"

namespace godwit::sdk {

class CursorReport {
 public:
  using StateOf = std::function<LogState*(const std::string& log)>;
  /// A report was taken: the log's own cursor moved.
  using Reported = std::function<void(const std::string& log)>;

  CursorReport(Requests& requests, World& world, std::int64_t self, StateOf state_of, Reported reported);

  /// The log's position or read mark moved by about `entries`.
  void moved(const std::string& log, std::size_t entries);
  void connected();
  void disconnected();

 private:
  struct Advance {
    v1::CursorAdvance wire;
    std::uint64_t read_index = 0;
  };

  void schedule(std::chrono::milliseconds delay);
  void flush();
  void answered(const std::vector<Advance>& advances, const Reply<v1::AdvanceCursorsResponse>& reply);
  /// What the server does not know yet of a log.
  std::optional<Advance> advance_of(const std::string& log) const;

  Requests& requests_;
  std::int64_t self_;
  StateOf state_of_;
  Reported reported_;
  Timer timer_;
  std::set<std::string> dirty_;
  std::size_t entries_ = 0;
  bool busy_ = false;
  bool online_ = false;
};

}  // namespace godwit::sdk
