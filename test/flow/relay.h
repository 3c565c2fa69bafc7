// SPDX-License-Identifier: Apache-2.0
// A TCP relay to a local port that cuts its connections after so many bytes, wherever in a frame that is.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

namespace godwit::flow {

class Relay {
 public:
  explicit Relay(std::uint16_t to);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  std::uint16_t port() const { return port_; }
  /// All connections are cut once so many more bytes went through, in both directions together.
  void cut_after(std::size_t bytes) { left_ = static_cast<long>(bytes); }
  /// No more cuts.
  void mend() { left_ = -1; }
  std::size_t cuts() const { return cuts_; }

 private:
  void run();

  std::uint16_t to_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<long> left_{-1};
  std::atomic<std::size_t> cuts_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace godwit::flow
