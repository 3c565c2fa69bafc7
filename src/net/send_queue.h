// SPDX-License-Identifier: Apache-2.0
// What waits to be sent on one socket: shared buffers, the first perhaps gone in part. Costs nearly nothing while empty.
// Lane: the socket's.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace godwit::net {

class SendQueue {
 public:
  using Buffer = std::shared_ptr<const std::string>;

  std::size_t bytes() const { return bytes_; }
  bool empty() const { return bytes_ == 0; }
  /// About what it keeps allocated, as if nobody shared the buffers.
  std::size_t memory() const { return bytes_ + (buffers_.size() - begin_) * kBufferCost; }

  /// Not for empty buffers.
  void push(Buffer buffer) {
    bytes_ += buffer->size();
    buffers_.push_back(std::move(buffer));
  }

  /// Describes the first bytes for one send; answers how many parts are filled.
  std::size_t gather(std::span<iovec> parts) const {
    std::size_t count = 0;
    for (std::size_t i = begin_; i < buffers_.size() && count < parts.size(); ++i, ++count) {
      const std::size_t skip = i == begin_ ? offset_ : 0;
      const std::string& buffer = *buffers_[i];
      // iovec is for reading too, hence not const.
      parts[count] = {const_cast<char*>(buffer.data()) + skip, buffer.size() - skip};
    }
    return count;
  }

  /// The first `sent` bytes are gone.
  void drop(std::size_t sent) {
    bytes_ -= sent;
    sent += offset_;
    while (begin_ < buffers_.size() && sent >= buffers_[begin_]->size()) {
      sent -= buffers_[begin_]->size();
      buffers_[begin_++].reset();
    }
    offset_ = sent;
    if (begin_ == buffers_.size()) {
      begin_ = 0;
      buffers_.clear();
      if (buffers_.capacity() > kKept) buffers_.shrink_to_fit();
    } else if (begin_ > kGap && begin_ * 2 > buffers_.size()) {
      buffers_.erase(buffers_.begin(), buffers_.begin() + static_cast<std::ptrdiff_t>(begin_));
      begin_ = 0;
    }
  }

  void clear() { *this = {}; }

 private:
  /// A string, its reference count, its two allocations and its place here.
  static constexpr std::size_t kBufferCost = 96;
  /// Capacity that an empty queue keeps.
  static constexpr std::size_t kKept = 4;
  /// Sent buffers in front that are worth moving the rest for.
  static constexpr std::size_t kGap = 64;

  std::vector<Buffer> buffers_;
  std::size_t begin_ = 0;   ///< the first that is not gone
  std::size_t offset_ = 0;  ///< bytes of it that are
  std::size_t bytes_ = 0;
};

}  // namespace godwit::net
