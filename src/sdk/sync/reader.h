// SPDX-License-Identifier: Apache-2.0
// Reads what the positions lack: gaps, cold logs, older pages. A few logs at a time, in the order they were wanted. Sans-I/O.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "link/requests.h"
#include "link/world.h"
#include "sync/log_state.h"

namespace godwit::sdk {

class ReaderHost {
 public:
  virtual ~ReaderHost() = default;
  virtual LogState* find_state(const std::string& log) = 0;
  /// Unanswered sends of this log go first.
  virtual bool blocked(const std::string& log) = 0;
  /// How what was read stands to what is held: it continues it, replaces it, or comes before it.
  enum class Joined : std::uint8_t { kNew, kReplaced, kOlder };
  virtual void on_joined(const std::string& log, std::vector<Held> entries, Joined how) = 0;
  /// The position was refused, or a page did not continue it: the log must be begun anew.
  virtual void on_position_lost(const std::string& log) = 0;
  /// The user log is not read from its beginning: list the contacts and begin where the list stands.
  virtual bool is_listed(const std::string& log) = 0;
  virtual void list_contacts(std::function<void(const Failure*)> done) = 0;
  virtual void on_idle() = 0;
};

class Reader {
 public:
  Reader(Requests& requests, World& world, ReaderHost& host);
  ~Reader();

  void connected();
  void disconnected();
  bool busy() const { return !active_.empty() || !queue_.empty() || !timers_.empty(); }

  /// Read what the log lacks, now.
  void want(const std::string& log);
  /// A live entry left a gap: its neighbours may be on their way.
  void want_soon(const std::string& log);
  /// A page before what is held; answers whether there may be more.
  void older(const std::string& log, std::uint32_t limit, std::function<void(Result<bool>)> done);

 private:
  void later(const std::string& log, std::chrono::milliseconds delay);
  void pump();
  void read(const std::string& log);
  void read_page(const std::string& log, const LogState& state, Missing missing);
  void adopt(const std::string& log, Missing missing, const v1::ReadLogResponse& page);
  void failed(const std::string& log, const Failure& failure);
  void lost(const std::string& log);

  Requests& requests_;
  World& world_;
  ReaderHost& host_;
  std::deque<std::string> queue_;
  std::set<std::string> active_;
  std::map<std::string, std::unique_ptr<Timer>> timers_;
  std::map<std::string, unsigned> attempts_;
  bool online_ = false;
  std::uint64_t round_ = 0;  ///< counts connections: answers of earlier ones are ignored
};

}  // namespace godwit::sdk
