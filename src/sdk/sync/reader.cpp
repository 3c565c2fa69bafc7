// SPDX-License-Identifier: Apache-2.0
#include "sync/reader.h"

#include <algorithm>

#include "link/backoff.h"

namespace godwit::sdk {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGapWait{500};
constexpr milliseconds kRetry{200};
constexpr std::size_t kParallel = 3;
constexpr std::uint32_t kGapPage = 200;
constexpr std::uint32_t kTailPage = 50;

}  // namespace

Reader::Reader(Requests& requests, World& world, ReaderHost& host) : requests_(requests), world_(world), host_(host) {}

Reader::~Reader() = default;

void Reader::connected() {
  online_ = true;
  pump();
}

void Reader::disconnected() {
  online_ = false;
  ++round_;
  queue_.clear();
  active_.clear();
  attempts_.clear();
  timers_.clear();
}

void Reader::want(const std::string& log) {
  timers_.erase(log);
  if (std::ranges::find(queue_, log) == queue_.end()) queue_.push_back(log);
  pump();
}

void Reader::want_soon(const std::string& log) {
  if (timers_.contains(log) || active_.contains(log) || std::ranges::find(queue_, log) != queue_.end()) return;
  later(log, kGapWait);
}

void Reader::older(const std::string& log, std::uint32_t limit, std::function<void(Result<bool>)> done) {
  const LogState* state = host_.find_state(log);
  if (!state || !state->record().range) return done(godwit::fail(ErrorCode::kNotFound, "nothing is held of this log"));
  if (state->at_floor()) return done(false);
  const Range range = *state->record().range;
  v1::ReadLogRequest request;
  request.set_log(log);
  request.set_epoch(state->head().epoch());
  request.set_before(range.low);
  request.set_limit(limit);
  requests_.ask<v1::ReadLogResponse>(
      v1::METHOD_READ_LOG, request, [this, log, range, done = std::move(done)](Reply<v1::ReadLogResponse> page) {
        if (!page) return done(std::unexpected(page.error().error));
        LogState* now = host_.find_state(log);
        // It may have grown at its upper end meanwhile; the page fits as long as the lower end is the same.
        if (!now || !now->record().range || now->record().range->low != range.low ||
            page->epoch() != now->head().epoch()) {
          return done(godwit::fail(ErrorCode::kIndeterminate, "the log was begun anew meanwhile"));
        }
        auto entries = now->adopt_older(*page);
        host_.on_joined(log, std::move(entries), ReaderHost::Joined::kOlder);
        now = host_.find_state(log);
        done(now && !now->at_floor());
      });
}

void Reader::later(const std::string& log, milliseconds delay) {
  auto& timer = timers_[log];
  timer = std::make_unique<Timer>(world_);
  timer->start(delay, [this, log] { want(log); });
}

void Reader::pump() {
  if (!online_) return;
  std::vector<std::string> ready;
  for (const std::string& log : queue_) {
    if (active_.size() + ready.size() >= kParallel) break;
    if (!active_.contains(log) && !host_.blocked(log)) ready.push_back(log);
  }
  for (const std::string& log : ready) {
    std::erase(queue_, log);
    active_.insert(log);
  }
  for (const std::string& log : ready) {
    if (active_.contains(log)) read(log);
  }
  if (!busy()) host_.on_idle();
}

void Reader::read(const std::string& log) {
  const LogState* state = host_.find_state(log);
  const Missing missing = state ? state->missing() : Missing{};
  if (missing.kind == Missing::Kind::kNothing || host_.blocked(log)) {
    active_.erase(log);
    if (missing.kind != Missing::Kind::kNothing) return want(log);
    return pump();
  }
  if (missing.kind == Missing::Kind::kTail && host_.is_listed(log)) {
    return host_.list_contacts([this, log, round = round_](const Failure* failure) {
      if (round != round_) return;
      if (failure) return failed(log, *failure);
      read(log);
    });
  }
  read_page(log, *state, missing);
}

void Reader::read_page(const std::string& log, const LogState& state, Missing missing) {
  v1::ReadLogRequest request;
  request.set_log(log);
  request.set_epoch(state.head().epoch());
  if (missing.kind == Missing::Kind::kTail) {
    request.set_before(state.head().seq() + 1);
    request.set_limit(kTailPage);
  } else {
    request.set_after(missing.after);
    request.set_before(missing.before);
    request.set_limit(kGapPage);
  }
  requests_.ask<v1::ReadLogResponse>(v1::METHOD_READ_LOG, request,
                                     [this, log, missing, round = round_](Reply<v1::ReadLogResponse> page) {
                                       if (round != round_) return;
                                       if (!page) return failed(log, page.error());
                                       adopt(log, missing, *page);
                                     });
}

void Reader::adopt(const std::string& log, Missing missing, const v1::ReadLogResponse& page) {
  LogState* state = host_.find_state(log);
  if (!state || page.epoch() != state->head().epoch()) return lost(log);
  attempts_.erase(log);
  const Seq before = state->position();
  state->note_seq(page.head());
  const bool tail = missing.kind == Missing::Kind::kTail;
  auto joined = tail ? state->adopt_tail(page) : state->adopt_forward(page);
  const bool stands_still = !tail && state->position() == before && state->missing().kind != Missing::Kind::kNothing;
  // A page that does not continue the position: the rule cannot be kept from here, begin at the newest page.
  if (stands_still) return lost(log);
  host_.on_joined(log, std::move(joined), tail ? ReaderHost::Joined::kReplaced : ReaderHost::Joined::kNew);
  read(log);
}

void Reader::failed(const std::string& log, const Failure& failure) {
  if (failure.retry == Retry::kResync) return lost(log);
  active_.erase(log);
  if (!failure.disconnected && failure.retry == Retry::kLater) {
    const unsigned attempt = attempts_[log]++;
    later(log, std::max(milliseconds(failure.error.retry_after_ms), kRetry) + full_jitter(attempt, world_));
  }
  pump();
}

void Reader::lost(const std::string& log) {
  active_.erase(log);
  host_.on_position_lost(log);
  const unsigned attempt = attempts_[log]++;
  later(log, kRetry + full_jitter(attempt, world_));
  pump();
}

}  // namespace godwit::sdk
