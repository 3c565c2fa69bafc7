// SPDX-License-Identifier: Apache-2.0
// The pairs of one lane: sends when it is time, sees what comes back, counts. Made, used and destroyed on its lane.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "async/lane.h"
#include "base/metrics.h"
#include "bench/load.h"
#include "bench/target.h"
#include "bench/tokens.h"
#include "net/socket_set.h"
#include "peer.h"
#include "tally.h"

namespace godwit::bench {

/// When messages are sent, and which count.
struct Schedule {
  Instant begin;
  Instant measure_from;
  Instant end;
};

class PairLoad final : public PeerEvents {
 public:
  struct Setup {
    Lane& lane;
    const Clock& clock;
    const DirectOptions& options;
    const Target& target;
    std::string run;  ///< 8 characters that mark the texts of this run
    double rate = 0;  ///< of these pairs together
  };
  PairLoad(Setup setup, Metrics& metrics);
  ~PairLoad() override;

  /// Two of each pair, in order.
  Status connect(std::span<const Credentials> people);
  bool is_ready() const { return ready_ == peers_.size(); }
  /// Empty, or why the run is over.
  const std::string& failure() const { return failure_; }

  void start(Schedule schedule);
  /// Everything that was due was sent, answered and seen.
  bool is_settled() const;
  /// Grows with everything that happens.
  std::uint64_t events() const { return events_; }
  /// Reads the logs of which something is missing.
  void read_missing();

  struct Outcome {
    Counts counts;
    Histogram ack;
    Histogram deliver;
    std::uint64_t offered = 0;    ///< in the measured time
    std::uint64_t acked = 0;      ///< in the measured time
    std::uint64_t delivered = 0;  ///< in the measured time
    std::uint64_t unsent = 0;
  };
  Outcome outcome() const;

 private:
  struct Pair {
    explicit Pair(Seq head) : tally(head) {}
    Tally tally;
    std::vector<Instant> intended;  ///< by number
    std::deque<Instant> waiting;    ///< due, but the server has enough unanswered ones
    std::size_t in_flight = 0;
  };

  void on_ready(PeerTag tag, Seq head) override;
  void on_acked(PeerTag tag, Number number, Seq seq, Instant at) override;
  void on_refused(PeerTag tag, Number number, const Error& why, Instant at) override;
  void on_entry(PeerTag tag, std::string_view text, Seq seq, bool read, Instant at) override;
  void on_behind(PeerTag tag) override;
  void on_end(PeerTag tag, const std::string& why) override;

  std::unique_ptr<Peer> make_peer(PeerTag tag, const Credentials& person, int descriptor);
  Peer& sender(std::size_t pair) { return *peers_[2 * pair]; }
  Peer& reader(std::size_t pair) { return *peers_[2 * pair + 1]; }
  void offer(std::size_t pair, Instant intended);
  void send_waiting(std::size_t pair);
  void pace();
  void wait_until(Instant next);
  void ping_later();
  bool is_measured(Instant at) const { return at >= schedule_.measure_from && at < schedule_.end; }
  std::optional<Number> number_in(std::string_view text) const;

  Setup setup_;
  net::SocketSet sockets_;
  boost::asio::steady_timer pace_timer_;
  boost::asio::steady_timer ping_timer_;
  std::shared_ptr<PairLoad*> self_;  ///< timers see by it that the load is gone
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<Pair> pairs_;
  std::string filler_;
  std::size_t ready_ = 0;
  std::string failure_;
  Schedule schedule_;
  std::uint64_t due_ = 0;  ///< open loop: messages whose time has come
  std::multimap<Instant, std::size_t> retries_;
  std::uint64_t events_ = 0;
  Outcome outcome_;
};

}  // namespace godwit::bench
