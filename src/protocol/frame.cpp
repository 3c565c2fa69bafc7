// SPDX-License-Identifier: Apache-2.0
#include "protocol/frame.h"

#include "varint.h"

namespace godwit::protocol {
namespace {

constexpr std::uint8_t kKindMask = 0x0F;
constexpr std::uint8_t kErrorFlag = 0x40;
constexpr std::uint8_t kUnusedFlags = 0x10 | 0x20 | 0x80;
/// What a decoder keeps allocated while it waits; there are many idle connections.
constexpr std::size_t kKeepBytes = 512;

std::unexpected<Error> malformed(const char* what) { return fail(ErrorCode::kMalformed, what); }

bool has_correlation(FrameKind kind) { return kind == FrameKind::kRequest || kind == FrameKind::kResponse; }

bool take_header_number(std::string_view& bytes, std::uint32_t& number) {
  const Varint read = read_varint(bytes);
  if (read.status != Varint::Status::kWhole || read.value > UINT32_MAX) return false;
  number = static_cast<std::uint32_t>(read.value);
  bytes.remove_prefix(read.size);
  return true;
}

}  // namespace

Result<Frame> decode_frame(std::string_view bytes) {
  if (bytes.empty()) return malformed("frame: empty");
  const auto first = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  const std::uint8_t kind = first & kKindMask;
  if (kind < static_cast<std::uint8_t>(FrameKind::kRequest) ||
      kind > static_cast<std::uint8_t>(FrameKind::kGoingAway)) {
    return malformed("frame: unknown kind");
  }
  if ((first & kUnusedFlags) != 0) return malformed("frame: flags that this version does not have");

  Frame frame;
  frame.kind = static_cast<FrameKind>(kind);
  frame.error = (first & kErrorFlag) != 0;
  if (frame.error && frame.kind != FrameKind::kResponse) return malformed("frame: only a response can be an error");
  if (has_correlation(frame.kind)) {
    if (!take_header_number(bytes, frame.correlation) || frame.correlation == 0) {
      return malformed("frame: correlation");
    }
    if (frame.kind == FrameKind::kRequest && !take_header_number(bytes, frame.method)) {
      return malformed("frame: method");
    }
  }
  if ((frame.kind == FrameKind::kPing || frame.kind == FrameKind::kPong) && !bytes.empty()) {
    return malformed("frame: ping and pong have no body");
  }
  frame.body = bytes;
  return frame;
}

std::string encode_frame(const Frame& frame) {
  std::string out;
  out.reserve(1 + 2 * kMaxVarintBytes + frame.body.size());
  out.push_back(static_cast<char>(static_cast<std::uint8_t>(frame.kind) | (frame.error ? kErrorFlag : 0)));
  if (has_correlation(frame.kind)) append_varint(out, frame.correlation);
  if (frame.kind == FrameKind::kRequest) append_varint(out, frame.method);
  out.append(frame.body);
  return out;
}

std::string encode_native(const Frame& frame) {
  const std::string encoded = encode_frame(frame);
  std::string out;
  out.reserve(kMaxVarintBytes + encoded.size());
  append_varint(out, encoded.size());
  out.append(encoded);
  return out;
}

void FrameDecoder::feed(std::string_view bytes) {
  buffer_.erase(0, consumed_);
  consumed_ = 0;
  buffer_.append(bytes);
}

Result<std::optional<Frame>> FrameDecoder::next() {
  std::string_view rest = std::string_view(buffer_).substr(consumed_);
  if (rest.empty()) {
    buffer_.clear();
    consumed_ = 0;
    if (buffer_.capacity() > kKeepBytes) buffer_.shrink_to_fit();
    return std::nullopt;
  }
  const Varint length = read_varint(rest);
  if (length.status == Varint::Status::kIncomplete) return std::nullopt;
  if (length.status == Varint::Status::kInvalid) return malformed("frame: length");
  if (length.value > max_frame_bytes_) return fail(ErrorCode::kTooLarge, "frame");
  rest.remove_prefix(length.size);
  const auto size = static_cast<std::size_t>(length.value);
  if (rest.size() < size) return std::nullopt;
  auto frame = decode_frame(rest.substr(0, size));
  if (!frame) return std::unexpected(frame.error());
  consumed_ += length.size + size;
  return *frame;
}

std::size_t FrameDecoder::buffered() const { return buffer_.size() - consumed_; }

}  // namespace godwit::protocol
