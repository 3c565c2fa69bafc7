// SPDX-License-Identifier: Apache-2.0
#include "loop/loop.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/random.h"
#include "godwit/answer.h"

namespace godwit::sdk {
namespace {

thread_local bool is_client_thread = false;

}  // namespace

bool on_client_thread() { return is_client_thread; }

Loop::Loop() : wake_descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { GODWIT_CHECK(wake_descriptor_ >= 0); }

Loop::~Loop() {
  stop();
  ::close(wake_descriptor_);
}

void Loop::start(std::function<void()> end_turn, std::function<void(std::exception_ptr)> failed) {
  end_turn_ = std::move(end_turn);
  failed_ = std::move(failed);
  thread_ = std::thread([this] { run(); });
}

void Loop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake();
  if (thread_.joinable()) thread_.join();
  for (Job& job : std::exchange(deferred_, {})) job();
}

void Loop::post(Job job) {
  {
    const std::lock_guard lock(posted_mutex_);
    posted_.push_back(std::move(job));
  }
  wake();
}

void Loop::act(const std::function<void()>& job) {
  {
    const std::lock_guard lock(mutex_);
    job();
    end_turn_();
  }
  wake();
}

void Loop::defer(Job job) { deferred_.push_back(std::move(job)); }

void Loop::watch(int descriptor, short events, Ready ready) { watched_[descriptor] = {events, std::move(ready)}; }

void Loop::unwatch(int descriptor) { watched_.erase(descriptor); }

World::TimerId Loop::after(std::chrono::milliseconds delay, std::function<void()> fire) {
  const TimerId id = ++last_timer_;
  const Instant due = clock_.now() + delay;
  due_.emplace(id, due);
  timers_.emplace(std::pair(due, id), std::move(fire));
  return id;
}

void Loop::cancel(TimerId id) {
  const auto found = due_.find(id);
  if (found == due_.end()) return;
  timers_.erase({found->second, id});
  due_.erase(found);
}

double Loop::random() { return static_cast<double>(random_below(1U << 30)) / static_cast<double>(1U << 30); }

void Loop::wake() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_descriptor_, &one, sizeof one);
}

void Loop::run() {
  is_client_thread = true;
  ::pthread_setname_np(::pthread_self(), "godwit-client");
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    turn();
  }
}

void Loop::turn() {
  std::vector<pollfd> set{{.fd = wake_descriptor_, .events = POLLIN, .revents = 0}};
  int wait = -1;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [descriptor, its] : watched_)
      set.push_back({.fd = descriptor, .events = its.events, .revents = 0});
    if (!timers_.empty()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - clock_.now());
      wait = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
    }
    if (!deferred_.empty() || stopping_) wait = 0;
  }
  ::poll(set.data(), set.size(), wait);
  std::uint64_t count = 0;
  [[maybe_unused]] const auto drained = ::read(wake_descriptor_, &count, sizeof count);

  std::vector<Job> deferred;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    try {
      run_due(set);
    } catch (...) {
      failed_(std::current_exception());
    }
    end_turn_();
    deferred.swap(deferred_);
  }
  for (Job& job : deferred) job();
}

void Loop::run_due(const std::vector<pollfd>& ready) {
  fire_timers();
  std::vector<Job> jobs;
  {
    const std::lock_guard posted(posted_mutex_);
    jobs.swap(posted_);
  }
  for (Job& job : jobs) job();
  for (const pollfd& one : ready) {
    if (one.fd == wake_descriptor_ || one.revents == 0) continue;
    // An earlier handler of this turn may have closed it.
    const auto found = watched_.find(one.fd);
    if (found == watched_.end()) continue;
    const Ready call = found->second.ready;
    call(one.revents);
  }
}

void Loop::fire_timers() {
  const Instant now = clock_.now();
  const TimerId newest = last_timer_;
  while (!timers_.empty() && timers_.begin()->first.first <= now && timers_.begin()->first.second <= newest) {
    auto first = timers_.extract(timers_.begin());
    due_.erase(first.key().second);
    first.mapped()();
  }
}

}  // namespace godwit::sdk
