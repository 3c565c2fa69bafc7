// SPDX-License-Identifier: Apache-2.0
// A run: the members come, one of them writes, all others listen; then what they heard is put together.
#include "bench/group.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <map>

#include "audience_process.h"
#include "base/limits.h"
#include "base/random.h"
#include "bench/target.h"

namespace godwit::bench {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kConnectPatience{300};
constexpr std::chrono::seconds kLastPatience{30};

Status check(const GroupOptions& options, const std::vector<Credentials>& people) {
  const auto refuse = [](std::string sentence) { return fail(ErrorCode::kInvalid, std::move(sentence)); };
  if (options.members < 2 || options.members > people.size()) return refuse("--members: 2 to those of the file");
  if (options.processes > options.members) return refuse("--processes: at most one for each member");
  if (options.messages == 0) return refuse("--messages: at least 1");
  if (options.stalled >= options.members) return refuse("--stalled: fewer than --members");
  if (options.payload < kMinGroupPayload || options.payload > limits::kTextBytes) {
    return refuse(fmt::format("--payload: {} to {} bytes", kMinGroupPayload, limits::kTextBytes));
  }
  return {};
}

/// The one who writes: another device connection of the first member.
class Author final : public PeerEvents {
  template <class Work>
  auto on_lane(Work work) {
    decltype(work()) result{};
    lane_.run([&] { result = work(); });
    return result;
  }

 public:
  Author(const GroupOptions& options, std::string run) : options_(options), run_(std::move(run)) { lane_.start(); }
  ~Author() override {
    lane_.run([this] {
      peer_.reset();
      sockets_.reset();
    });
    lane_.stop();
  }

  Status connect(const Target& target, const Credentials& person) {
    const auto descriptor = connect_to(target);
    if (!descriptor) return std::unexpected(descriptor.error());
    lane_.run([&] {
      sockets_ = std::make_unique<net::SocketSet>(lane_, metrics_);
      GodwitPeer::Setup peer{.set = *sockets_,
                             .clock = clock_,
                             .events = *this,
                             .tag = {.pair = 0, .sends = true},
                             .encoding = Encoding::kNative,
                             .host = target.host,
                             .token = person.token,
                             .log = person.log};
      peer_ = std::make_unique<GodwitPeer>(std::move(peer), *descriptor);
    });
    return {};
  }

  void write(Instant intended) {
    lane_.run([&] {
      const auto message = static_cast<Number>(intended_.size());
      intended_.push_back(intended);
      peer_->send(message, text_of(run_, message, intended, options_.payload));
    });
  }
  bool is_ready() {
    return on_lane([this] { return ready_; });
  }
  bool is_answered() {
    return on_lane([this] { return ack_.count() == intended_.size(); });
  }
  std::string failure() {
    return on_lane([this] { return failure_; });
  }
  Histogram ack() {
    return on_lane([this] { return ack_; });
  }

 private:
  void on_ready(PeerTag, Seq) override { ready_ = true; }
  void on_acked(PeerTag, Number number, Seq, Instant at) override { ack_.record(at - intended_[number]); }
  void on_refused(PeerTag, Number, const Error& why, Instant) override {
    failure_ = fmt::format("a message was refused: {} {}", describe(why.code).name, why.detail);
  }
  void on_entry(PeerTag, std::string_view, Seq, bool, Instant) override {}
  void on_behind(PeerTag) override {}
  void on_end(PeerTag, const std::string& why) override { failure_ = "the author: " + why; }

  const GroupOptions& options_;
  const std::string run_;
  SystemClock clock_;
  Metrics metrics_;
  Lane lane_{"bench-author"};
  std::unique_ptr<net::SocketSet> sockets_;
  std::unique_ptr<GodwitPeer> peer_;
  std::vector<Instant> intended_;
  bool ready_ = false;
  std::string failure_;
  Histogram ack_;
};

class Run {
 public:
  Run(const GroupOptions& options, Target target) : target_(std::move(target)) { report_.options = options; }

  Status connect(const std::vector<Credentials>& people) {
    const GroupOptions& options = report_.options;
    std::string run;
    for (int i = 0; i < 8; ++i) run += "0123456789abcdef"[random_below(16)];
    process_ = find_server_process(target_);
    if (const auto memory = look_at_memory()) report_.memory = ServerMemory{.before = memory->resident};
    const Instant began = clock_.now();
    const std::size_t parts = std::max<std::size_t>(options.processes, 1);
    std::size_t first = 0;
    std::size_t stalled = 0;
    for (std::size_t part = 0; part < parts; ++part) {
      const std::size_t members = (options.members - first) / (parts - part);
      const std::size_t still = std::min((options.stalled - stalled) / (parts - part), members);
      auto started = AudienceProcess::start({.options = report_.options,
                                             .target = target_,
                                             .run = run,
                                             .stalled = still,
                                             .people = std::span(people).subspan(first, members),
                                             .fork = options.processes > 0});
      if (!started) return std::unexpected(started.error());
      audiences_.push_back(std::move(*started));
      first += members;
      stalled += still;
    }
    // From here on this process may have threads.
    author_ = std::make_unique<Author>(report_.options, run);
    if (auto ok = author_->connect(target_, people.front()); !ok) return ok;
    const Instant give_up = began + kConnectPatience;
    while (!author_->is_ready() || !std::ranges::all_of(audiences_, [](const auto& one) { return one->is_ready(); })) {
      if (auto ok = look(milliseconds(10)); !ok) return ok;
      if (clock_.now() > give_up) return fail(ErrorCode::kTimeout, "not all members could log in");
    }
    report_.connected = clock_.now() - began;
    if (const auto memory = look_at_memory()) report_.memory->connected = memory->resident;
    return {};
  }

  Status write() {
    const GroupOptions& options = report_.options;
    if (process_) forget_peak(*process_);
    const auto before = process_ ? cpu_time_of(*process_) : std::nullopt;
    const Instant begin = clock_.now() + milliseconds(100);
    for (std::size_t i = 0; i < options.messages; ++i) {
      const Instant due = begin + i * options.interval;
      while (clock_.now() < due) {
        const auto left = std::chrono::ceil<milliseconds>(due - clock_.now());
        if (auto ok = look(std::min(left, milliseconds(20))); !ok) return ok;
      }
      author_->write(due);
    }
    Instant give_up = clock_.now() + kLastPatience;
    bool asked = false;
    while (!author_->is_answered() || !std::ranges::all_of(audiences_, [](const auto& one) { return one->is_done(); })) {
      if (auto ok = look(milliseconds(20)); !ok) return ok;
      if (clock_.now() < give_up) continue;
      if (std::exchange(asked, true)) return fail(ErrorCode::kTimeout, "the members do not answer");
      for (const auto& one : audiences_) one->ask_to_end();
      give_up += kLastPatience;
    }
    const auto after = process_ ? cpu_time_of(*process_) : std::nullopt;
    if (before && after) {
      report_.server_cpu_ms_per_message =
          std::chrono::duration<double, std::milli>(*after - *before).count() / static_cast<double>(options.messages);
    }
    if (const auto memory = look_at_memory()) {
      report_.memory->after = memory->resident;
      report_.memory->peak = memory->peak;
    }
    return {};
  }

  GroupReport report() {
    std::map<Number, std::int64_t> last;
    report_.ack = author_->ack();
    report_.expected = (report_.options.members - report_.options.stalled) * report_.options.messages;
    for (const auto& one : audiences_) {
      const Audience::Outcome outcome = one->outcome();
      report_.delivered += outcome.heard.size();
      report_.read_late += outcome.read_late;
      report_.duplicated += outcome.duplicated;
      for (const Heard& heard : outcome.heard) {
        report_.deliver.record(std::chrono::nanoseconds(heard.took_ns));
        last[heard.message] = std::max(last[heard.message], heard.took_ns);
      }
    }
    for (const auto& [message, took_ns] : last) report_.last.record(std::chrono::nanoseconds(took_ns));
    return std::move(report_);
  }

 private:
  std::optional<Memory> look_at_memory() const { return process_ ? memory_of(*process_) : std::nullopt; }

  /// Waits until somebody says something, at most so long, and takes it in.
  Status look(milliseconds patience) {
    std::vector<pollfd> ends;
    for (const auto& one : audiences_) {
      if (!one->is_done()) ends.push_back({.fd = one->descriptor(), .events = POLLIN, .revents = 0});
    }
    ::poll(ends.data(), ends.size(), static_cast<int>(patience.count()));
    for (const auto& one : audiences_) {
      if (auto ok = one->look(); !ok) return ok;
    }
    if (std::string why = author_->failure(); !why.empty()) return fail(ErrorCode::kInternal, std::move(why));
    return {};
  }

  const Target target_;
  SystemClock clock_;
  std::optional<int> process_;
  GroupReport report_;
  std::vector<std::unique_ptr<AudienceProcess>> audiences_;
  std::unique_ptr<Author> author_;
};

}  // namespace

Result<GroupReport> run_group(const GroupOptions& options, const std::vector<Credentials>& people) {
  if (auto ok = check(options, people); !ok) return std::unexpected(ok.error());
  auto target = find_target(options.url);
  if (!target) return std::unexpected(target.error());
  if (!target->loopback && !options.foreign) {
    return fail(ErrorCode::kInvalid, target->host + " is another machine; with --i-own-this-server it is loaded");
  }
  Run run(options, std::move(*target));
  if (auto ok = run.connect(people); !ok) return std::unexpected(ok.error());
  if (auto ok = run.write(); !ok) return std::unexpected(ok.error());
  return run.report();
}

}  // namespace godwit::bench
