// SPDX-License-Identifier: Apache-2.0
// The client's thread: a poll loop with timers and jobs. A turn is: wait; under the lock run what is due and then `end_turn`; after the
// lock run what was deferred. All state of a client is guarded by the one lock, so that other threads may look at it between turns.
// Lifetime: stop() joins and runs what was deferred; jobs and timers that did not run are dropped.
#pragma once

#include <poll.h>

#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "link/world.h"

namespace godwit::sdk {

class Loop final : public World {
 public:
  using Job = std::move_only_function<void()>;
  using Ready = std::function<void(short events)>;

  Loop();
  ~Loop() override;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// `end_turn` runs under the lock at the end of each turn, and of each act(). What a job of a turn throws goes to `failed`.
  void start(std::function<void()> end_turn, std::function<void(std::exception_ptr)> failed);
  void stop();

  /// Any thread: runs the job under the lock, in a later turn.
  void post(Job job);
  /// Any thread but under the lock: runs the job under it at once, as a turn of its own.
  void act(const std::function<void()>& job);
  /// Under the lock: the job runs on the client's thread without it.
  void defer(Job job);
  std::mutex& mutex() { return mutex_; }

  /// Under the lock. poll(2)'s events; the last call for a descriptor counts.
  void watch(int descriptor, short events, Ready ready);
  void unwatch(int descriptor);

  UnixMillis wall() const override { return clock_.unix_millis(); }
  TimerId after(std::chrono::milliseconds delay, std::function<void()> fire) override;
  void cancel(TimerId id) override;
  double random() override;

 private:
  struct Watched {
    short events = 0;
    Ready ready;
  };

  void run();
  void turn();
  void run_due(const std::vector<pollfd>& ready);
  void fire_timers();
  void wake();

  SystemClock clock_;
  std::mutex mutex_;
  std::mutex posted_mutex_;  ///< post() must not wait for a turn
  int wake_descriptor_;
  bool stopping_ = false;  // guarded by mutex_
  std::function<void()> end_turn_;
  std::function<void(std::exception_ptr)> failed_;
  std::vector<Job> posted_;    // guarded by posted_mutex_
  std::vector<Job> deferred_;  // the rest is guarded by mutex_
  std::unordered_map<int, Watched> watched_;
  std::map<std::pair<Instant, TimerId>, std::function<void()>> timers_;
  std::unordered_map<TimerId, Instant> due_;
  TimerId last_timer_ = 0;
  std::thread thread_;
};

}  // namespace godwit::sdk
