// SPDX-License-Identifier: Apache-2.0
#include "pair_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "godwit_peer.h"
#include "mqtt_peer.h"

namespace godwit::bench {
namespace {

/// A refused message is followed by another after the time that the server asked for, but not at once.
constexpr std::chrono::milliseconds kLeastRetry{10};
constexpr std::chrono::seconds kPing = limits::kIdleTimeout / 3;

/// Nothing was stored, says the error table (INDETERMINATE and the like do not).
bool is_refusal(const Error& error) {
  switch (error.code) {
    case ErrorCode::kRateLimited:
    case ErrorCode::kOverloaded:
    case ErrorCode::kStorageFull:
    case ErrorCode::kGoingAway:
    case ErrorCode::kQuotaExceeded:
      return true;
    default:
      return false;
  }
}

}  // namespace

PairLoad::PairLoad(Setup setup, Metrics& metrics)
    : setup_(std::move(setup)),
      sockets_(setup_.lane, metrics),
      pace_timer_(setup_.lane.context()),
      ping_timer_(setup_.lane.context()),
      self_(std::make_shared<PairLoad*>(this)),
      filler_(setup_.options.payload, 'x') {}

PairLoad::~PairLoad() { *self_ = nullptr; }

Status PairLoad::connect(std::span<const Credentials> people) {
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto descriptor = connect_to(setup_.target);
    if (!descriptor) return std::unexpected(descriptor.error());
    if (i % 2 == 0) pairs_.emplace_back(0);
    peers_.push_back(make_peer({.pair = i / 2, .sends = i % 2 == 0}, people[i], *descriptor));
  }
  ping_later();
  return {};
}

std::unique_ptr<Peer> PairLoad::make_peer(PeerTag tag, const Credentials& person, int descriptor) {
  if (setup_.options.encoding == Encoding::kMqtt) {
    return std::make_unique<MqttPeer>(MqttPeer::Setup{.set = sockets_,
                                                      .clock = setup_.clock,
                                                      .events = *this,
                                                      .tag = tag,
                                                      .name = person.log + (tag.sends ? "-0" : "-1"),
                                                      .topic = person.log},
                                      descriptor);
  }
  return std::make_unique<GodwitPeer>(GodwitPeer::Setup{.set = sockets_,
                                                        .clock = setup_.clock,
                                                        .events = *this,
                                                        .tag = tag,
                                                        .encoding = setup_.options.encoding,
                                                        .host = setup_.target.host,
                                                        .token = person.token,
                                                        .log = person.log},
                                      descriptor);
}

void PairLoad::on_ready(PeerTag tag, Seq head) {
  ready_ += 1;
  if (!tag.sends) pairs_[tag.pair].tally = Tally(head);
}

void PairLoad::start(Schedule schedule) {
  schedule_ = schedule;
  wait_until(schedule_.begin);
}

void PairLoad::wait_until(Instant next) {
  pace_timer_.expires_at(next);
  pace_timer_.async_wait([self = self_](const boost::system::error_code& error) {
    if (!error && *self) (*self)->pace();
  });
}

/// Sends everything that is due, then sleeps until something is.
void PairLoad::pace() {
  const Instant now = setup_.clock.now();
  Instant next = schedule_.end;
  if (setup_.rate > 0) {
    const auto time_of = [this](std::uint64_t message) {
      const double seconds = static_cast<double>(message) / setup_.rate;
      return schedule_.begin + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
    };
    Instant due = time_of(due_);
    for (; due <= now && due < schedule_.end; due = time_of(++due_)) offer(due_ % pairs_.size(), due);
    next = due;
  } else if (due_ == 0) {
    for (; due_ < setup_.options.in_flight; ++due_) {
      for (std::size_t pair = 0; pair < pairs_.size(); ++pair) offer(pair, setup_.clock.now());
    }
  }
  while (!retries_.empty() && retries_.begin()->first <= now) {
    const std::size_t pair = retries_.extract(retries_.begin()).mapped();
    if (now < schedule_.end) offer(pair, now);
  }
  if (!retries_.empty()) next = std::min(next, retries_.begin()->first);
  if (now < schedule_.end) wait_until(std::min(next, schedule_.end));
}

void PairLoad::offer(std::size_t pair, Instant intended) {
  if (is_measured(intended)) outcome_.offered += 1;
  pairs_[pair].waiting.push_back(intended);
  send_waiting(pair);
}

void PairLoad::send_waiting(std::size_t index) {
  Pair& pair = pairs_[index];
  while (!pair.waiting.empty() && pair.in_flight < limits::kRequestsInFlight) {
    const Number number = pair.tally.on_sent();
    pair.intended.push_back(pair.waiting.front());
    pair.waiting.pop_front();
    pair.in_flight += 1;
    std::string text = fmt::format("{} {} ", setup_.run, number);
    text += std::string_view(filler_).substr(std::min(text.size(), filler_.size()));
    sender(index).send(number, text);
  }
}

void PairLoad::on_acked(PeerTag tag, Number number, Seq seq, Instant at) {
  events_ += 1;
  Pair& pair = pairs_[tag.pair];
  pair.in_flight -= 1;
  pair.tally.on_acked(number, seq);
  if (is_measured(at)) outcome_.acked += 1;
  if (is_measured(pair.intended[number])) outcome_.ack.record(at - pair.intended[number]);
  if (setup_.rate == 0 && at < schedule_.end) offer(tag.pair, at);
  send_waiting(tag.pair);
}

void PairLoad::on_refused(PeerTag tag, Number number, const Error& why, Instant at) {
  events_ += 1;
  Pair& pair = pairs_[tag.pair];
  pair.in_flight -= 1;
  if (is_refusal(why)) {
    pair.tally.on_refused(number);
  } else if (describe(why.code).retry == Retry::kGiveUp) {
    failure_ = fmt::format("a message was refused for good: {} {}", describe(why.code).name, why.detail);
  }
  if (setup_.rate == 0) {
    const auto pause = std::max(std::chrono::milliseconds(why.retry_after_ms), kLeastRetry);
    retries_.emplace(at + pause, tag.pair);
    if (at < schedule_.end) wait_until(std::min(retries_.begin()->first, schedule_.end));
  }
  send_waiting(tag.pair);
}

void PairLoad::on_entry(PeerTag tag, std::string_view text, Seq seq, bool read, Instant at) {
  if (tag.sends) return;
  events_ += 1;
  Pair& pair = pairs_[tag.pair];
  const std::optional<Number> number = number_in(text);
  if (read ? !pair.tally.on_read(number, seq) : !pair.tally.on_update(number, seq)) return;
  if (is_measured(at)) outcome_.delivered += 1;
  if (is_measured(pair.intended[*number])) outcome_.deliver.record(at - pair.intended[*number]);
}

void PairLoad::on_behind(PeerTag tag) {
  if (!tag.sends) reader(tag.pair).read_after(pairs_[tag.pair].tally.position());
}

void PairLoad::on_end(PeerTag tag, const std::string& why) {
  if (failure_.empty()) failure_ = fmt::format("connection {}: {}", 2 * tag.pair + (tag.sends ? 0 : 1), why);
}

/// "run number xxx…"; nullopt for what this run did not write.
std::optional<Number> PairLoad::number_in(std::string_view text) const {
  if (!text.starts_with(setup_.run) || text.size() <= setup_.run.size()) return std::nullopt;
  text.remove_prefix(setup_.run.size() + 1);
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

bool PairLoad::is_settled() const {
  return std::ranges::all_of(pairs_, [](const Pair& pair) { return pair.waiting.empty() && pair.tally.is_settled(); });
}

void PairLoad::read_missing() {
  for (std::size_t pair = 0; pair < pairs_.size(); ++pair) {
    if (!pairs_[pair].tally.is_settled()) reader(pair).read_after(pairs_[pair].tally.position());
  }
}

void PairLoad::ping_later() {
  ping_timer_.expires_after(kPing);
  ping_timer_.async_wait([self = self_](const boost::system::error_code& error) {
    if (error || !*self) return;
    for (const auto& peer : (*self)->peers_) peer->ping();
    (*self)->ping_later();
  });
}

PairLoad::Outcome PairLoad::outcome() const {
  Outcome outcome = outcome_;
  for (const Pair& pair : pairs_) {
    outcome.counts += pair.tally.counts();
    outcome.unsent += pair.waiting.size();
  }
  return outcome;
}

}  // namespace godwit::bench
