// SPDX-License-Identifier: Apache-2.0
// What the net tests share: the far end of a socket, a handler that remembers, and a lane.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "async/lane.h"
#include "base/metrics.h"
#include "net/socket_set.h"

namespace godwit::net {

inline constexpr int kPatienceMs = 10'000;

/// A blocking descriptor of the test thread.
class Peer {
 public:
  explicit Peer(int descriptor = -1) : descriptor_(descriptor) {}
  Peer(Peer&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), farewell_(std::exchange(other.farewell_, {})) {}
  Peer& operator=(Peer&&) = delete;
  ~Peer() {
    close();
    if (farewell_) farewell_();
  }
  /// What is done when the peer goes: ends the near side before its handler goes too.
  void at_end(std::function<void()> farewell) { farewell_ = std::move(farewell); }

  void send(const std::string& bytes) {
    ASSERT_EQ(::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  }
  /// Waits for exactly so many bytes; fewer when the stream ends.
  std::string read(std::size_t size) {
    std::string out;
    while (out.size() < size) {
      std::string part = read_some(size - out.size());
      if (part.empty()) break;
      out += part;
    }
    return out;
  }
  std::string read_to_end() { return read(SIZE_MAX); }
  /// True when the stream ended with a reset.
  bool was_reset() const { return reset_; }
  void end_output() { ::shutdown(descriptor_, SHUT_WR); }
  void close() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  }
  /// The next close is a reset.
  void make_abrupt() {
    const linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }
  bool has_input(int timeout_ms) {
    pollfd wait{descriptor_, POLLIN, 0};
    return ::poll(&wait, 1, timeout_ms) == 1;
  }
  int descriptor() const { return descriptor_; }

 private:
  std::string read_some(std::size_t most) {
    if (!has_input(kPatienceMs)) {
      ADD_FAILURE() << "nothing came";
      return {};
    }
    std::string out(std::min<std::size_t>(most, 65'536), '\0');
    const ssize_t got = ::recv(descriptor_, out.data(), out.size(), 0);
    if (got < 0 && errno == ECONNRESET) reset_ = true;
    out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return out;
  }

  int descriptor_;
  bool reset_ = false;
  std::function<void()> farewell_;
};

/// Remembers what came; other threads may wait for it. What it does with bytes is given.
class Remembering final : public SocketHandler {
 public:
  void on_bytes(std::string_view bytes) override {
    note([&] { received_ += bytes; });
    if (bytes_hook) bytes_hook(bytes);
  }
  void on_tls(std::string_view protocol) override {
    note([&] { protocol_ = protocol; });
  }
  void on_drained() override {
    note([&] { ++drained_; });
    if (drained_hook) drained_hook();
  }
  void on_closed(Closed why) override {
    if (closed_hook) closed_hook();
    note([&] { closed_ = why; });
  }

  std::string received() {
    const std::lock_guard lock(mutex_);
    return received_;
  }
  /// What ALPN agreed on, nullopt without TLS.
  std::optional<std::string> protocol() {
    const std::lock_guard lock(mutex_);
    return protocol_;
  }
  int drained() {
    const std::lock_guard lock(mutex_);
    return drained_;
  }
  std::optional<Closed> closed() {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

  bool wait_for_bytes(std::size_t size) {
    return wait([&] { return received_.size() >= size; });
  }
  bool wait_for_drained(int times) {
    return wait([&] { return drained_ >= times; });
  }
  std::optional<Closed> wait_for_close() {
    wait([&] { return closed_.has_value(); });
    return closed();
  }

  std::function<void(std::string_view)> bytes_hook;
  std::function<void()> drained_hook;
  std::function<void()> closed_hook;

 private:
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    // Under the lock: whoever waits may destroy this as soon as it is released.
    changed_.notify_all();
  }
  template <class Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(kPatienceMs), condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string received_;
  int drained_ = 0;
  std::optional<std::string> protocol_;
  std::optional<Closed> closed_;
};

}  // namespace godwit::net
