// SPDX-License-Identifier: Apache-2.0
#include "async/lane.h"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <future>
#include <memory>

#include "base/error.h"

namespace godwit {
namespace {

thread_local Lane* current_lane = nullptr;

}  // namespace

Lane::Lane(std::string name) : name_(std::move(name)) {}

Lane::~Lane() { stop(); }

void Lane::start() {
  GODWIT_CHECK(!thread_.joinable());
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), name_.c_str());
    current_lane = this;
    context_.run();
    current_lane = nullptr;
  });
}

void Lane::stop() {
  GODWIT_CHECK(!is_current());
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

void Lane::post(Job job) { boost::asio::post(context_, std::move(job)); }

void Lane::post(std::vector<Job> jobs) {
  boost::asio::post(context_, [all = std::move(jobs)]() mutable {
    for (Job& job : all) job();
  });
}

void Lane::run(Job job) {
  GODWIT_CHECK(!is_current());
  // Shared: the lane may still be inside set_value() when the waiting thread has gone on.
  const auto done = std::make_shared<std::promise<void>>();
  std::future<void> finished = done->get_future();
  post([&job, done] {
    job();
    done->set_value();
  });
  finished.wait();
}

Lane* Lane::current() { return current_lane; }

}  // namespace godwit
