// SPDX-License-Identifier: Apache-2.0
// What became of the messages of one log: each is numbered by its sender 0, 1, 2 …, and the reader follows the log as any device does
// (docs/protocol.md §4): dense seqs, gaps kept aside until they were read. Plain values, no clock, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/ids.h"

namespace godwit::bench {

using Number = std::uint32_t;  ///< of a message, by its sender

struct Counts {
  std::uint64_t sent = 0;
  std::uint64_t acked = 0;
  std::uint64_t refused = 0;       ///< the server said no and stored nothing
  std::uint64_t unanswered = 0;    ///< neither
  std::uint64_t delivered = 0;     ///< each once
  std::uint64_t read_late = 0;     ///< of the delivered: not as an update but by reading the log
  std::uint64_t lost = 0;          ///< sent, not refused, never seen
  std::uint64_t duplicated = 0;    ///< told twice, or stored twice
  std::uint64_t out_of_order = 0;  ///< told or stored in another order than sent, or under another seq than answered

  Counts& operator+=(const Counts& other);
  bool is_clean() const { return lost == 0 && duplicated == 0 && out_of_order == 0; }
};

class Tally {
 public:
  /// `head`: seq of the log's last entry before the first message.
  explicit Tally(Seq head) : position_(head), newest_update_(head) {}

  Number on_sent();
  void on_acked(Number number, Seq seq);
  void on_refused(Number number);
  /// An entry came as an update; nullopt = not one of these messages. True when this message was not seen before.
  bool on_update(std::optional<Number> number, Seq seq);
  /// The same, from a page that was read.
  bool on_read(std::optional<Number> number, Seq seq);

  /// All entries up to here were seen.
  Seq position() const { return position_; }
  /// Entries are missing below one that was seen.
  bool has_gap() const { return !aside_.empty(); }
  /// Everything that was not refused was answered and seen.
  bool is_settled() const;
  Counts counts() const;

 private:
  struct Message {
    Seq acked = 0;   ///< seq of the answer
    Seq stored = 0;  ///< seq in the log
    bool refused = false;
  };
  bool see(std::optional<Number> number, Seq seq);
  void apply(std::optional<Number> number, Seq seq);

  std::vector<Message> messages_;
  Seq position_;
  Seq newest_update_;
  std::optional<Number> last_applied_;
  std::map<Seq, std::optional<Number>> aside_;
  std::uint64_t acked_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t applied_ = 0;  ///< of the messages, each once
  std::uint64_t read_late_ = 0;
  std::uint64_t duplicated_ = 0;
  std::uint64_t out_of_order_ = 0;
};

}  // namespace godwit::bench
