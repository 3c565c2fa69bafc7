// SPDX-License-Identifier: Apache-2.0
// A run: connect, warm up, measure, then wait until everything that was sent has come, or no more comes.
#include "bench/direct.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/limits.h"
#include "base/random.h"
#include "bench/target.h"
#include "pair_load.h"

namespace godwit::bench {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kConnectPatience{60};
constexpr std::chrono::seconds kReadAfterSilence{1};
constexpr std::chrono::seconds kLostAfterSilence{5};
constexpr std::chrono::seconds kDrainPatience{120};
constexpr milliseconds kLook{10};
constexpr milliseconds kGlance{250};

Status check(const DirectOptions& options, const std::vector<Credentials>& people) {
  const auto refuse = [](std::string sentence) { return fail(ErrorCode::kInvalid, std::move(sentence)); };
  if (options.pairs == 0) return refuse("--pairs: at least 1");
  if (people.size() < 2 * options.pairs) return refuse("there are fewer people than the pairs need");
  if (options.duration < std::chrono::seconds(1)) return refuse("--seconds: at least 1");
  if (options.in_flight == 0 || options.in_flight > limits::kRequestsInFlight) {
    return refuse(
        fmt::format("--in-flight: 1 to {}, which is what a connection may have unanswered", limits::kRequestsInFlight));
  }
  if (options.rate < 0) return refuse("--rate: messages a second, over 0");
  if (options.payload < kMinPayload || options.payload > limits::kTextBytes) {
    return refuse(fmt::format("--payload: {} to {} bytes", kMinPayload, limits::kTextBytes));
  }
  if (options.lanes == 0 || options.lanes > options.pairs) return refuse("--lanes: 1 to the number of pairs");
  return {};
}

std::string make_run_name() {
  std::string name;
  for (int i = 0; i < 8; ++i) name += "0123456789abcdef"[random_below(16)];
  return name;
}

/// A lane and the pairs that live on it.
class LoadLane {
 public:
  LoadLane(std::size_t number, const Clock& clock, const DirectOptions& options, const Target& target,
           const std::string& run, double rate)
      : lane_(fmt::format("bench-{}", number)) {
    lane_.start();
    lane_.run([&] {
      load_ = std::make_unique<PairLoad>(
          PairLoad::Setup{
              .lane = lane_, .clock = clock, .options = options, .target = target, .run = run, .rate = rate},
          metrics_);
    });
  }
  ~LoadLane() {
    lane_.run([this] { load_.reset(); });
    lane_.stop();
  }

  /// Runs on the lane and waits.
  template <class Work>
  auto on_lane(Work work) {
    std::optional<decltype(work(*load_))> result;
    lane_.run([&] { result.emplace(work(*load_)); });
    return std::move(*result);
  }

 private:
  Metrics metrics_;
  Lane lane_;
  std::unique_ptr<PairLoad> load_;
};

class Run {
 public:
  Run(const DirectOptions& options, Target target) : options_(options), target_(std::move(target)) {}

  Status connect(const std::vector<Credentials>& people) {
    const std::string run = make_run_name();
    std::size_t first = 0;
    for (std::size_t i = 0; i < options_.lanes; ++i) {
      const std::size_t pairs = (options_.pairs - first) / (options_.lanes - i);
      const double rate = options_.rate * static_cast<double>(pairs) / static_cast<double>(options_.pairs);
      lanes_.push_back(std::make_unique<LoadLane>(i, clock_, options_, target_, run, rate));
      const std::span mine(people.begin() + static_cast<std::ptrdiff_t>(2 * first), 2 * pairs);
      if (auto ok = lanes_.back()->on_lane([&](PairLoad& load) { return load.connect(mine); }); !ok) return ok;
      first += pairs;
    }
    const Instant give_up = clock_.now() + kConnectPatience;
    while (!all([](PairLoad& load) { return load.is_ready(); })) {
      if (auto ok = look(); !ok) return ok;
      if (clock_.now() > give_up) return fail(ErrorCode::kTimeout, "not all connections could log in within a minute");
    }
    return {};
  }

  /// Until the measured time is over.
  Status measure() {
    const auto process = find_server_process(target_);
    const Instant begin = clock_.now() + milliseconds(20);
    const Schedule schedule{begin, begin + options_.warm_up, begin + options_.warm_up + options_.duration};
    for (const auto& lane : lanes_) lane->on_lane([&](PairLoad& load) { return load.start(schedule), true; });
    if (auto ok = wait_until(schedule.measure_from); !ok) return ok;
    const auto own_before = own_cpu_time();
    const auto server_before = process ? cpu_time_of(*process) : std::nullopt;
    if (auto ok = wait_until(schedule.end); !ok) return ok;
    own_cpu_ = own_cpu_time() - own_before;
    const auto server_after = process ? cpu_time_of(*process) : std::nullopt;
    if (server_before && server_after) server_cpu_ = *server_after - *server_before;
    return {};
  }

  /// Until nothing is missing, or it will not come any more.
  Status drain() {
    const Instant give_up = clock_.now() + kDrainPatience;
    Instant changed = clock_.now();
    Instant read = changed;
    std::uint64_t seen = 0;
    while (!all([](PairLoad& load) { return load.is_settled(); })) {
      if (auto ok = look(); !ok) return ok;
      const Instant now = clock_.now();
      if (const std::uint64_t events = count_events(); std::exchange(seen, events) != events) changed = now;
      if (now - changed > kLostAfterSilence || now > give_up) return {};
      if (now - std::max(changed, read) > kReadAfterSilence) {
        all([](PairLoad& load) { return load.read_missing(), true; });
        read = now;
      }
    }
    return {};
  }

  DirectReport report() {
    DirectReport report;
    report.options = options_;
    report.connections = 2 * options_.pairs;
    PairLoad::Outcome sum;
    for (const auto& lane : lanes_) {
      const PairLoad::Outcome one = lane->on_lane([](PairLoad& load) { return load.outcome(); });
      sum.counts += one.counts;
      sum.offered += one.offered;
      sum.acked += one.acked;
      sum.delivered += one.delivered;
      sum.unsent += one.unsent;
      report.ack.merge(one.ack);
      report.deliver.merge(one.deliver);
    }
    const double seconds = std::chrono::duration<double>(options_.duration).count();
    report.offered_per_second = static_cast<double>(sum.offered) / seconds;
    report.acked_per_second = static_cast<double>(sum.acked) / seconds;
    report.delivered_per_second = static_cast<double>(sum.delivered) / seconds;
    const auto per_message = [&](std::chrono::nanoseconds time) {
      return sum.acked == 0 ? 0.0 : static_cast<double>(time.count()) / 1e3 / static_cast<double>(sum.acked);
    };
    report.client_cpu_us_per_message = per_message(own_cpu_);
    if (server_cpu_ && sum.acked != 0) report.server_cpu_us_per_message = per_message(*server_cpu_);
    report.sent = sum.counts.sent;
    report.refused = sum.counts.refused;
    report.unanswered = sum.counts.unanswered;
    report.unsent = sum.unsent;
    report.read_late = sum.counts.read_late;
    report.lost = sum.counts.lost;
    report.duplicated = sum.counts.duplicated;
    report.out_of_order = sum.counts.out_of_order;
    return report;
  }

 private:
  template <class Question>
  bool all(Question question) {
    bool yes = true;
    for (const auto& lane : lanes_) yes = lane->on_lane(question) && yes;
    return yes;
  }

  std::uint64_t count_events() {
    std::uint64_t sum = 0;
    for (const auto& lane : lanes_) sum += lane->on_lane([](PairLoad& load) { return load.events(); });
    return sum;
  }

  /// Looks now and then whether the run is over, seldom enough to disturb nothing.
  Status wait_until(Instant then) {
    while (clock_.now() < then) {
      std::this_thread::sleep_until(std::min(then, clock_.now() + kGlance));
      if (auto ok = failure(); !ok) return ok;
    }
    return {};
  }

  Status failure() {
    for (const auto& lane : lanes_) {
      std::string why = lane->on_lane([](PairLoad& load) { return load.failure(); });
      if (!why.empty()) return fail(ErrorCode::kInternal, std::move(why));
    }
    return {};
  }

  Status look() {
    std::this_thread::sleep_for(kLook);
    return failure();
  }

  const DirectOptions options_;
  const Target target_;
  SystemClock clock_;
  std::vector<std::unique_ptr<LoadLane>> lanes_;
  std::chrono::nanoseconds own_cpu_{0};
  std::optional<std::chrono::nanoseconds> server_cpu_;
};

}  // namespace

Result<DirectReport> run_direct(const DirectOptions& options, const std::vector<Credentials>& people) {
  if (auto ok = check(options, people); !ok) return std::unexpected(ok.error());
  auto target = find_target(options.url);
  if (!target) return std::unexpected(target.error());
  if (!target->loopback && !options.foreign) {
    return fail(ErrorCode::kInvalid, fmt::format("{} is another machine; with --i-own-this-server it is loaded all the "
                                                 "same",
                                                 target->host));
  }
  Run run(options, std::move(*target));
  if (auto ok = run.connect(people); !ok) return std::unexpected(ok.error());
  if (auto ok = run.measure(); !ok) return std::unexpected(ok.error());
  if (auto ok = run.drain(); !ok) return std::unexpected(ok.error());
  return run.report();
}

}  // namespace godwit::bench
