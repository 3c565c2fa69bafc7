// SPDX-License-Identifier: Apache-2.0
// A bare TCP connection to a server under test, for what no client would send. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace godwit::flow {

class RawSocket {
 public:
  /// `from`: the loopback address to come from, such as 127.0.0.7.
  explicit RawSocket(std::uint16_t port, const char* from = "127.0.0.1");
  ~RawSocket();
  RawSocket(RawSocket&& other) noexcept;
  RawSocket& operator=(RawSocket&&) = delete;

  /// False once the peer is gone.
  bool write(std::string_view bytes);
  /// Writes as much as the peer takes: stops when it took nothing for so long. Answers how much it took.
  std::size_t write_while_taken(std::string_view bytes, std::chrono::milliseconds patience);
  /// Some bytes; empty at the end of the stream or of the time.
  std::string read_some(std::chrono::milliseconds within = std::chrono::seconds(10));
  /// Everything up to the end of the stream. Check is_closed() for whether it came in time.
  std::string read_all(std::chrono::milliseconds within = std::chrono::seconds(10));
  /// Up to and with the text; all there was when it never came.
  std::string read_until(std::string_view text, std::chrono::milliseconds within = std::chrono::seconds(10));
  /// Whether the peer ended the stream (or reset it) where we read.
  bool is_closed() const { return closed_; }
  /// Sends nothing more.
  void finish();
  /// Goes away with a reset instead of a FIN.
  void reset();

 private:
  int descriptor_ = -1;
  bool closed_ = false;
};

}  // namespace godwit::flow
