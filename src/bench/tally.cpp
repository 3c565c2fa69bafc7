// SPDX-License-Identifier: Apache-2.0
#include "tally.h"

#include <algorithm>

namespace godwit::bench {

Counts& Counts::operator+=(const Counts& other) {
  sent += other.sent;
  acked += other.acked;
  refused += other.refused;
  unanswered += other.unanswered;
  delivered += other.delivered;
  read_late += other.read_late;
  lost += other.lost;
  duplicated += other.duplicated;
  out_of_order += other.out_of_order;
  return *this;
}

Number Tally::on_sent() {
  messages_.emplace_back();
  return static_cast<Number>(messages_.size() - 1);
}

void Tally::on_acked(Number number, Seq seq) {
  Message& message = messages_.at(number);
  message.acked = seq;
  acked_ += 1;
  if (message.stored != 0 && message.stored != seq) out_of_order_ += 1;
}

void Tally::on_refused(Number number) {
  messages_.at(number).refused = true;
  refused_ += 1;
}

bool Tally::on_update(std::optional<Number> number, Seq seq) {
  if (seq <= position_ || aside_.contains(seq)) {
    duplicated_ += 1;
    return false;
  }
  if (seq < newest_update_) out_of_order_ += 1;
  newest_update_ = std::max(newest_update_, seq);
  return see(number, seq);
}

bool Tally::on_read(std::optional<Number> number, Seq seq) {
  // A page may hold what an update brought meanwhile.
  if (seq <= position_ || aside_.contains(seq)) return false;
  if (!see(number, seq)) return false;
  read_late_ += 1;
  return true;
}

/// Takes the entry in its turn. True when it is a message that was not seen before.
bool Tally::see(std::optional<Number> number, Seq seq) {
  const bool foreign = !number || *number >= messages_.size();
  aside_.emplace(seq, foreign ? std::nullopt : number);
  const bool fresh = !foreign && messages_[*number].stored == 0;
  if (fresh) {
    Message& message = messages_[*number];
    message.stored = seq;
    applied_ += 1;
    if (message.acked != 0 && message.acked != seq) out_of_order_ += 1;
  } else if (!foreign) {
    duplicated_ += 1;
  }
  while (!aside_.empty() && aside_.begin()->first == position_ + 1) {
    const auto first = aside_.extract(aside_.begin());
    apply(first.mapped(), first.key());
  }
  return fresh;
}

void Tally::apply(std::optional<Number> number, Seq seq) {
  position_ = seq;
  if (!number || messages_[*number].stored != seq) return;
  if (last_applied_ && *number < *last_applied_) out_of_order_ += 1;
  last_applied_ = std::max(last_applied_.value_or(0), *number);
}

bool Tally::is_settled() const {
  return acked_ + refused_ == messages_.size() && applied_ + refused_ >= messages_.size() && aside_.empty();
}

Counts Tally::counts() const {
  Counts counts;
  counts.sent = messages_.size();
  counts.acked = acked_;
  counts.refused = refused_;
  counts.unanswered = messages_.size() - acked_ - refused_;
  counts.delivered = applied_;
  counts.read_late = read_late_;
  counts.lost = static_cast<std::uint64_t>(
      std::ranges::count_if(messages_, [](const Message& message) { return !message.refused && message.stored == 0; }));
  counts.duplicated = duplicated_;
  counts.out_of_order = out_of_order_;
  return counts;
}

}  // namespace godwit::bench
