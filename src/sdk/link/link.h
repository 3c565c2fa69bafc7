// SPDX-License-Identifier: Apache-2.0
// One authenticated connection kept alive for ever (docs/protocol.md §2, §3, §11): hello, heartbeat, reconnect, and answers matched to
// requests. Sans-I/O: bytes go through Transport, time through World, everything else out by LinkEvents.
// An event handler may call anything but the destructor.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "godwit/update.h"
#include "link/requests.h"
#include "link/transport.h"
#include "link/world.h"
#include "protocol/frame.h"

namespace godwit::sdk {

class LinkEvents {
 public:
  virtual ~LinkEvents() = default;
  virtual void on_state(const ConnectionChanged& change) = 0;
  /// Authenticated; heads follow as updates.
  virtual void on_hello(const v1::HelloResponse& hello) = 0;
  virtual void on_update(const v1::Update& update) = 0;
  /// The token is no longer good. The link has stopped.
  virtual void on_logged_out(const Error& why) = 0;
};

struct LinkOptions {
  std::string program;
  std::string token;
  /// Asked at each hello.
  std::function<std::string()> resume_token;
};

class Link final : public Requests, private TransportEvents {
 public:
  Link(World& world, Transport& transport, LinkEvents& events, LinkOptions options);
  ~Link() override;
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  void start();
  /// Cuts the connection; all requests in flight fail as disconnected.
  void stop();
  /// Waiting: connect now. Online: find out now whether the connection lives.
  void nudge();
  /// Nothing is read while the application does not keep up; meanwhile silence is no sign of death.
  void pause(bool paused);

  void request(v1::Method method, const google::protobuf::MessageLite& request, Done done) override;
  void again() override;
  ConnectionState state() const { return state_; }

 private:
  struct Pending {
    std::uint32_t correlation;
    std::string frame;
    Done done;
  };

  void on_open() override;
  void on_bytes(std::string_view bytes) override;
  void on_closed(const Error& why) override;

  void post(v1::Method method, const google::protobuf::MessageLite& request, Done done);
  void launch(Pending pending);
  void connect();
  void say_hello();
  void on_greeting(Reply<v1::HelloResponse> reply);
  void receive(const protocol::Frame& frame);
  void answer(std::uint32_t correlation, Reply<std::string> reply);
  void go_away(const v1::GoingAway& away);
  void lost(const Error& why, std::uint32_t after_ms = 0);
  void hang_up();
  void fail_all(const Error& why);
  void enter(ConnectionState state, std::optional<Error> why = {}, std::uint32_t retry_in_ms = 0);
  void rest_heartbeat();
  void ping();
  void watch();

  World& world_;
  Transport& transport_;
  LinkEvents& events_;
  LinkOptions options_;
  ConnectionState state_ = ConnectionState::kStopped;
  protocol::FrameDecoder decoder_;
  std::uint64_t connection_ = 0;  ///< counts them: a frame's handler may have begun another
  bool open_ = false;
  bool paused_ = false;
  unsigned attempt_ = 0;
  std::uint32_t correlation_ = 0;
  std::uint64_t heard_ = 0;  ///< frames; when it stands still, the connection is dead
  std::chrono::milliseconds idle_timeout_{90'000};
  std::map<std::uint32_t, Done> pending_;
  std::deque<Pending> waiting_;
  Timer opening_;
  Timer heartbeat_;
  Timer watch_;
  Timer retry_;
};

}  // namespace godwit::sdk
