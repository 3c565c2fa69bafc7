// SPDX-License-Identifier: Apache-2.0
#include "async/lane.h"

#include <pthread.h>

#include <boost/asio/post.hpp>
#include <future>

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
  std::promise<void> done;
  post([&] {
    job();
    done.set_value();
  });
  done.get_future().wait();
}

Lane* Lane::current() { return current_lane; }

}  // namespace godwit
