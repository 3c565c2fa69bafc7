// SPDX-License-Identifier: Apache-2.0
// Frames: bytes ⇄ kind, correlation, method, body (docs/protocol.md §2). Sans-I/O, any lane, plain values.
// Decoding never allocates more than the input holds; every refusal is kMalformed or kTooLarge, after which the connection ends.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace godwit::protocol {

enum class FrameKind : std::uint8_t {
  kRequest = 1,
  kResponse = 2,
  kUpdate = 3,
  kPing = 4,
  kPong = 5,
  kGoingAway = 6,
};

struct Frame {
  FrameKind kind = FrameKind::kRequest;
  bool error = false;             ///< responses only: the body is an Error
  std::uint32_t correlation = 0;  ///< requests and responses
  std::uint32_t method = 0;       ///< requests
  std::string_view body;          ///< protobuf; points into the decoded input
};

/// The first bytes that a native client sends.
inline constexpr std::string_view kNativePreface{"\0GW\x01", 4};

/// One frame without its length, as a binary WebSocket message carries it.
Result<Frame> decode_frame(std::string_view bytes);
std::string encode_frame(const Frame& frame);
/// With its length, as the native transport carries it.
std::string encode_native(const Frame& frame);

/// Cuts native frames out of a byte stream.
class FrameDecoder {
 public:
  explicit FrameDecoder(std::size_t max_frame_bytes) : max_frame_bytes_(max_frame_bytes) {}

  /// Adds input; complete frames are then taken with next(). The input is copied; little stays allocated while nothing waits.
  void feed(std::string_view bytes);
  /// The next whole frame, nullopt when more input is needed. The frame's body is valid until the next call of feed or next.
  Result<std::optional<Frame>> next();
  /// Bytes that were fed and not yet taken.
  std::size_t buffered() const;

 private:
  std::size_t max_frame_bytes_;
  std::string buffer_;
  std::size_t consumed_ = 0;
};

}  // namespace godwit::protocol
