// SPDX-License-Identifier: Apache-2.0
// A server of one user in memory, at the other end of a Transport: it answers after docs/protocol.md and does everything that the
// protocol lets a network do: cuts at any byte, updates lost or doubled, answers in another order, answers lost.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "link/transport.h"
#include "protocol/frame.h"
#include "protocol/wire.h"
#include "virtual_world.h"

namespace godwit::sdk::test {

class ScriptedServer final : public Transport {
 public:
  explicit ScriptedServer(VirtualWorld& world) : world_(world), decoder_(limits_) {}

  struct Faults {
    double lose_update = 0;
    double double_update = 0;
    double refuse_send = 0;  ///< OVERLOADED
    unsigned max_delay_ms = 5;
    unsigned cut_within = 0;  ///< each connection is cut after 1 … so many bytes, 0 = never
  };
  Faults faults;
  bool reachable = true;
  bool silent = false;  ///< takes everything in, answers nothing
  Epoch epoch = 1;
  std::map<std::string, std::vector<v1::Entry>> logs;
  std::map<std::string, v1::Cursor> cursors;  ///< of the user, by log
  std::optional<v1::Error> greeting_error;
  std::vector<v1::HelloRequest> hellos;
  std::size_t sends_taken = 0;
  std::size_t pings = 0;
  std::set<std::string> unanswered_methods;

  static constexpr std::int64_t kSelf = 7;
  static constexpr std::int64_t kOther = 9;
  static const std::string& log() {
    static const std::string name = "d.7.9";
    return name;
  }

  /// Somebody else writes; answers the seq.
  Seq append(const std::string& log, const std::string& text, std::int64_t author = kOther, const std::string& id = {});
  void push(const v1::Update& update);
  void go_away(const v1::GoingAway& away);
  void cut();
  /// Another store with the first `kept` entries of each log.
  void restore(std::size_t kept);
  bool is_open() const { return events_ != nullptr && open_; }

  void open(TransportEvents& events) override;
  void write(std::string bytes) override;
  void close() override;
  void pause(bool) override {}

 private:
  static constexpr std::size_t limits_ = 256 * 1024;
  void take(const std::string& bytes);
  void answer(const protocol::Frame& frame);
  void reply(std::uint32_t correlation, const google::protobuf::MessageLite& message, bool error = false,
             bool at_once = false);
  void deliver(std::string bytes, std::chrono::milliseconds delay);
  void refuse(std::uint32_t correlation, v1::ErrorCode code, v1::Retry retry);
  v1::Head head_of(const std::string& log);
  void hello(std::uint32_t correlation, const protocol::Frame& frame);
  void send_message(std::uint32_t correlation, const protocol::Frame& frame);
  void read_log(std::uint32_t correlation, const protocol::Frame& frame);

  VirtualWorld& world_;
  TransportEvents* events_ = nullptr;
  bool open_ = false;
  std::uint64_t connection_ = 0;
  protocol::FrameDecoder decoder_;
  std::size_t preface_ = 0;
  long budget_ = -1;
  std::chrono::milliseconds last_delivery_{0};
  std::map<std::string, Seq> client_ids_;
};

}  // namespace godwit::sdk::test
