// SPDX-License-Identifier: Apache-2.0
#include "engine/update_queue.h"

#include <sys/eventfd.h>
#include <unistd.h>

namespace godwit::sdk {

UpdateQueue::UpdateQueue() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) { GODWIT_CHECK(descriptor_ >= 0); }

UpdateQueue::~UpdateQueue() { ::close(descriptor_); }

bool UpdateQueue::publish(std::vector<Update> updates) {
  if (updates.empty()) return false;
  const std::lock_guard lock(mutex_);
  const bool was_empty = updates_.empty();
  for (Update& update : updates) updates_.push_back(std::move(update));
  if (was_empty) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one);
  }
  arrived_.notify_one();
  return was_empty;
}

std::optional<Update> UpdateQueue::next(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, wait, [this] { return closed_ || !updates_.empty(); });
  if (updates_.empty()) return std::nullopt;
  Update update = std::move(updates_.front());
  updates_.pop_front();
  if (updates_.empty()) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto drained = ::read(descriptor_, &count, sizeof count);
  }
  return update;
}

void UpdateQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  arrived_.notify_all();
}

std::size_t UpdateQueue::size() const {
  const std::lock_guard lock(mutex_);
  return updates_.size();
}

}  // namespace godwit::sdk
