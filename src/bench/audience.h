// SPDX-License-Identifier: Apache-2.0
// Members of a group who listen, each with a connection: what they heard, and when. All on the lane of its sockets.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "async/lane.h"
#include "base/metrics.h"
#include "bench/group.h"
#include "bench/target.h"
#include "godwit_peer.h"
#include "net/socket_set.h"
#include "peer.h"

namespace godwit::bench {

/// One message at one member.
struct Heard {
  Number message = 0;
  std::int64_t took_ns = 0;  ///< since it was meant to be sent
};

class Audience final : public PeerEvents {
 public:
  struct Setup {
    Lane& lane;
    const Clock& clock;
    const GroupOptions& options;
    const Target& target;
    std::string run;          ///< 8 characters that mark the texts of this run
    std::size_t stalled = 0;  ///< the first so many stop reading when they are in
  };
  struct Outcome {
    std::vector<Heard> heard;
    std::uint64_t read_late = 0;
    std::uint64_t duplicated = 0;
  };

  Audience(Setup setup, Metrics& metrics);
  ~Audience() override;

  Status connect(std::span<const Credentials> people);
  bool is_ready() const { return ready_ == members_.size(); }
  /// Everyone who reads has every message.
  bool has_heard_all() const;
  /// Empty, or why the run is over.
  const std::string& failure() const { return failure_; }
  const Outcome& outcome() const { return outcome_; }

 private:
  struct Member {
    std::unique_ptr<GodwitPeer> peer;
    Seq position = 0;
    Seq reported = 0;
  };

  void on_ready(PeerTag tag, Seq head) override;
  void on_acked(PeerTag, Number, Seq, Instant) override {}
  void on_refused(PeerTag, Number, const Error&, Instant) override {}
  void on_entry(PeerTag tag, std::string_view text, Seq seq, bool read, Instant at) override;
  void on_behind(PeerTag tag) override;
  void on_end(PeerTag tag, const std::string& why) override;
  void tick();

  Setup setup_;
  net::SocketSet sockets_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Audience*> self_;  ///< the timer sees by it that the audience is gone
  std::vector<Member> members_;
  std::size_t ready_ = 0;
  std::uint64_t ticks_ = 0;
  std::string failure_;
  Outcome outcome_;
};

/// What a message says; numbers and times as the sender counts them.
std::string text_of(const std::string& run, Number message, Instant intended, std::size_t bytes);

}  // namespace godwit::bench
