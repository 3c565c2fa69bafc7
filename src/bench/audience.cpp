// SPDX-License-Identifier: Apache-2.0
#include "audience.h"

#include <fmt/format.h>

#include <charconv>

#include "base/limits.h"

namespace godwit::bench {
namespace {

/// Reports and pings are spread evenly: of one in so many members in each tick.
constexpr std::chrono::milliseconds kTick{50};
constexpr std::uint64_t kTicksOfReport = std::chrono::seconds(1) / kTick;
constexpr std::uint64_t kTicksOfPing = limits::kIdleTimeout / 3 / kTick;

struct Said {
  Number message = 0;
  std::int64_t at_ns = 0;
};

/// nullopt for what this run did not write.
std::optional<Said> parse(std::string_view text, std::string_view run) {
  if (!text.starts_with(run) || text.size() <= run.size()) return std::nullopt;
  Said said;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data() + run.size() + 1, end, said.message);
  if (number.ec != std::errc() || number.ptr == end) return std::nullopt;
  if (std::from_chars(number.ptr + 1, end, said.at_ns).ec != std::errc()) return std::nullopt;
  return said;
}

}  // namespace

std::string text_of(const std::string& run, Number message, Instant intended, std::size_t bytes) {
  std::string text = fmt::format("{} {} {} ", run, message, intended.time_since_epoch().count());
  if (text.size() < bytes) text.append(bytes - text.size(), 'x');
  return text;
}

Audience::Audience(Setup setup, Metrics& metrics)
    : setup_(std::move(setup)),
      sockets_(setup_.lane, metrics),
      timer_(setup_.lane.context()),
      self_(std::make_shared<Audience*>(this)) {}

Audience::~Audience() { *self_ = nullptr; }

Status Audience::connect(std::span<const Credentials> people) {
  members_.reserve(people.size());
  for (const Credentials& person : people) {
    const auto descriptor = connect_to(setup_.target);
    if (!descriptor) return std::unexpected(descriptor.error());
    GodwitPeer::Setup peer{.set = sockets_,
                           .clock = setup_.clock,
                           .events = *this,
                           .tag = {.pair = members_.size(), .sends = false},
                           .encoding = Encoding::kNative,
                           .host = setup_.target.host,
                           .token = person.token,
                           .log = person.log};
    members_.push_back({.peer = std::make_unique<GodwitPeer>(std::move(peer), *descriptor)});
  }
  tick();
  return {};
}

bool Audience::has_heard_all() const {
  return outcome_.heard.size() >= (members_.size() - setup_.stalled) * setup_.options.messages;
}

void Audience::on_ready(PeerTag tag, Seq head) {
  ready_ += 1;
  Member& member = members_[tag.pair];
  member.position = member.reported = head;
  if (tag.pair < setup_.stalled) member.peer->stall();
}

void Audience::on_entry(PeerTag tag, std::string_view text, Seq seq, bool read, Instant at) {
  Member& member = members_[tag.pair];
  if (member.position == 0) return;  // before its heads: it begins there
  if (seq <= member.position) {
    // A page may hold what an update brought meanwhile.
    if (!read) outcome_.duplicated += 1;
    return;
  }
  if (seq != member.position + 1) return member.peer->read_after(member.position);
  member.position = seq;
  const auto said = parse(text, setup_.run);
  if (!said) return;
  outcome_.heard.push_back({said->message, at.time_since_epoch().count() - said->at_ns});
  if (read) outcome_.read_late += 1;
}

void Audience::on_behind(PeerTag tag) { members_[tag.pair].peer->read_after(members_[tag.pair].position); }

void Audience::on_end(PeerTag tag, const std::string& why) {
  if (failure_.empty()) failure_ = fmt::format("member {}: {}", tag.pair, why);
}

void Audience::tick() {
  ticks_ += 1;
  for (std::size_t i = ticks_ % kTicksOfPing; i < members_.size(); i += kTicksOfPing) members_[i].peer->ping();
  for (std::size_t i = ticks_ % kTicksOfReport; setup_.options.reports && i < members_.size(); i += kTicksOfReport) {
    Member& member = members_[i];
    if (member.position <= member.reported) continue;
    member.reported = member.position;
    member.peer->report(member.position);
  }
  timer_.expires_after(kTick);
  timer_.async_wait([self = self_](const boost::system::error_code& error) {
    if (!error && *self) (*self)->tick();
  });
}

}  // namespace godwit::bench
