// SPDX-License-Identifier: Apache-2.0
// A lane: one thread and its io_context. Everything that belongs to a connection is touched on its lane only, so business code
// needs no mutex. Crossing lanes is post(). A lane never blocks.
// Lifetime: lanes outlive what runs on them; stop() joins the thread.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace godwit {

class Lane {
 public:
  using Job = std::move_only_function<void()>;

  /// `name` is the thread's name, at most 15 bytes.
  explicit Lane(std::string name);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void start();
  /// Stops after the turn in progress and joins. Idempotent. Not from the lane itself.
  void stop();

  /// Any thread: runs the job on this lane in a later turn.
  void post(Job job);
  void post(std::vector<Job> jobs);
  /// Any thread but the lane's: runs the job on the lane and waits for it.
  void run(Job job);

  /// The lane whose thread calls; nullptr elsewhere.
  static Lane* current();
  bool is_current() const { return current() == this; }

  boost::asio::io_context& context() { return context_; }

 private:
  std::string name_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{context_.get_executor()};
  std::thread thread_;
};

}  // namespace godwit
