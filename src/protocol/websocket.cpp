// SPDX-License-Identifier: Apache-2.0
#include "protocol/websocket.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/random.h"
#include "base/utf8.h"

namespace godwit::protocol {
namespace {

constexpr std::string_view kHandshakeGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455 §1.3
constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kOpcode = 0x0F;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::size_t kControlBytes = 125;
constexpr std::size_t kMaskBytes = 4;
/// What a decoder keeps allocated while it waits; there are many idle connections.
constexpr std::size_t kKeepBytes = 512;

using Mask = std::array<char, kMaskBytes>;

/// §5.3, eight bytes at a time.
void apply_mask(char* bytes, std::size_t size, const Mask& mask) {
  std::uint32_t half = 0;
  std::memcpy(&half, mask.data(), sizeof half);
  const std::uint64_t whole = std::uint64_t{half} << 32 | half;
  std::size_t at = 0;
  for (; at + sizeof whole <= size; at += sizeof whole) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + at, sizeof word);
    word ^= whole;
    std::memcpy(bytes + at, &word, sizeof word);
  }
  for (; at < size; ++at) bytes[at] = static_cast<char>(bytes[at] ^ mask[at % kMaskBytes]);
}

bool is_control(WsOpcode opcode) { return static_cast<std::uint8_t>(opcode) >= 8; }

bool is_known(std::uint8_t opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

/// Codes that an endpoint may put into a close frame (§7.4; 1012–1014 were registered later, 3000–4999 are free to use).
bool may_be_sent(std::uint16_t code) {
  return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

std::uint64_t read_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<std::uint8_t>(c);
  return value;
}

void append_big_endian(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

std::string to_base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(length));
  return out;
}

bool is_base64_of_16_bytes(std::string_view text) {
  constexpr std::size_t kDigits = 22;
  constexpr std::string_view kLastDigits = "AQgw";  // the last digit carries two bits
  if (text.size() != 24 || !text.ends_with("==") || !kLastDigits.contains(text[kDigits - 1])) return false;
  return std::ranges::all_of(text.substr(0, kDigits), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  });
}

std::unexpected<WsViolation> violation(WsClose close, const char* detail) {
  return std::unexpected(WsViolation{close, detail});
}

}  // namespace

std::optional<std::string> websocket_accept(std::string_view key) {
  if (!is_base64_of_16_bytes(key)) return std::nullopt;
  const std::string text = std::string(key).append(kHandshakeGuid);
  std::array<char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  const int done = EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), &length,
                              EVP_sha1(), nullptr);
  GODWIT_CHECK(done == 1);
  return to_base64({digest.data(), length});
}

std::string encode_websocket(WsRole role, WsOpcode opcode, std::string_view payload) {
  GODWIT_CHECK(!is_control(opcode) || payload.size() <= kControlBytes);
  constexpr std::size_t kLongestHeader = 14;
  const std::uint8_t mask_bit = role == WsRole::kClient ? kMasked : 0;
  std::string out;
  out.reserve(kLongestHeader + payload.size());
  out.push_back(static_cast<char>(kFinal | static_cast<std::uint8_t>(opcode)));
  if (payload.size() <= kControlBytes) {
    out.push_back(static_cast<char>(mask_bit | payload.size()));
  } else if (payload.size() <= UINT16_MAX) {
    out.push_back(static_cast<char>(mask_bit | 126));
    append_big_endian(out, payload.size(), 2);
  } else {
    out.push_back(static_cast<char>(mask_bit | 127));
    append_big_endian(out, payload.size(), 8);
  }
  if (role == WsRole::kServer) return out.append(payload);

  Mask mask;
  fill_random(std::as_writable_bytes(std::span(mask)));
  out.append(mask.data(), mask.size());
  const std::size_t begin = out.size();
  out.append(payload);
  apply_mask(out.data() + begin, payload.size(), mask);
  return out;
}

std::string encode_websocket_close(WsRole role, WsClose code, std::string_view reason) {
  if (code == WsClose::kNoStatus) return encode_websocket(role, WsOpcode::kClose, {});
  std::string payload;
  append_big_endian(payload, static_cast<std::uint16_t>(code), 2);
  std::size_t length = std::min(reason.size(), kControlBytes - payload.size());
  // Not in the middle of a code point.
  while (length < reason.size() && length > 0 && (static_cast<std::uint8_t>(reason[length]) & 0xC0) == 0x80) --length;
  reason = reason.substr(0, length);
  if (is_valid_utf8(reason)) payload.append(reason);
  return encode_websocket(role, WsOpcode::kClose, payload);
}

WebSocketDecoder::WebSocketDecoder(WsRole own_role, std::size_t max_message_bytes)
    : role_(own_role), max_message_bytes_(max_message_bytes) {}

void WebSocketDecoder::feed(std::string_view bytes) {
  buffer_.erase(0, consumed_);
  consumed_ = 0;
  buffer_.append(bytes);
}

std::expected<std::optional<WsMessage>, WsViolation> WebSocketDecoder::next() {
  if (!fragmented_ && !message_.empty()) message_ = {};
  for (;;) {
    auto frame = take_frame();
    if (!frame) return std::unexpected(std::move(frame.error()));
    if (!*frame) {
      release_idle_buffer();
      return std::nullopt;
    }
    auto message = is_control((*frame)->opcode) ? on_control(**frame) : on_data(**frame);
    if (!message || *message) return message;
  }
}

std::expected<std::optional<WebSocketDecoder::Fragment>, WsViolation> WebSocketDecoder::take_frame() {
  const std::string_view rest = std::string_view(buffer_).substr(consumed_);
  if (rest.empty()) return std::nullopt;
  const auto first = static_cast<std::uint8_t>(rest[0]);
  if ((first & kReserved) != 0) return violation(WsClose::kProtocolError, "reserved bits");
  if (!is_known(first & kOpcode)) return violation(WsClose::kProtocolError, "unknown opcode");
  const auto opcode = static_cast<WsOpcode>(first & kOpcode);
  const bool final = (first & kFinal) != 0;
  if (is_control(opcode) && !final) return violation(WsClose::kProtocolError, "fragmented control frame");
  if (rest.size() < 2) return std::nullopt;

  const auto second = static_cast<std::uint8_t>(rest[1]);
  const bool masked = (second & kMasked) != 0;
  if (masked != (role_ == WsRole::kServer)) {
    return violation(WsClose::kProtocolError, masked ? "masked by a server" : "not masked");
  }
  std::uint64_t length = second & ~kMasked;
  if (is_control(opcode) && length > kControlBytes) return violation(WsClose::kProtocolError, "long control frame");
  const std::size_t length_bytes = length == 126 ? 2 : length == 127 ? 8 : 0;
  std::size_t header = 2 + length_bytes;
  if (rest.size() < header) return std::nullopt;
  if (length_bytes != 0) {
    length = read_big_endian(rest.substr(2, length_bytes));
    const bool minimal = length_bytes == 2 ? length > kControlBytes : length > UINT16_MAX;
    if (!minimal || length >> 63 != 0) return violation(WsClose::kProtocolError, "length not in its shortest form");
  }
  if (!is_control(opcode)) {
    if (opcode == WsOpcode::kContinuation && !fragmented_) {
      return violation(WsClose::kProtocolError, "continuation of nothing");
    }
    if (opcode != WsOpcode::kContinuation && fragmented_) {
      return violation(WsClose::kProtocolError, "message inside a message");
    }
    if (length > max_message_bytes_ - message_.size()) return violation(WsClose::kTooLarge, "message over the limit");
  }
  const std::size_t mask_at = header;
  if (masked) header += kMaskBytes;
  const auto size = static_cast<std::size_t>(length);
  if (rest.size() < header + size) return std::nullopt;

  char* const payload = buffer_.data() + consumed_ + header;
  if (masked) {
    Mask mask;
    std::memcpy(mask.data(), rest.data() + mask_at, mask.size());
    apply_mask(payload, size, mask);
  }
  consumed_ += header + size;
  return Fragment{opcode, final, {payload, size}};
}

std::expected<std::optional<WsMessage>, WsViolation> WebSocketDecoder::on_control(const Fragment& frame) {
  WsMessage message{.opcode = frame.opcode, .payload = frame.payload};
  if (frame.opcode != WsOpcode::kClose) return message;
  message.close_code = static_cast<std::uint16_t>(WsClose::kNoStatus);
  if (frame.payload.empty()) return message;
  if (frame.payload.size() < 2) return violation(WsClose::kProtocolError, "close code of one byte");
  message.close_code = static_cast<std::uint16_t>(read_big_endian(frame.payload.substr(0, 2)));
  message.payload = frame.payload.substr(2);
  if (!may_be_sent(message.close_code)) return violation(WsClose::kProtocolError, "close code that may not be sent");
  if (!is_valid_utf8(message.payload)) return violation(WsClose::kInvalidPayload, "close reason is not UTF-8");
  return message;
}

std::expected<std::optional<WsMessage>, WsViolation> WebSocketDecoder::on_data(const Fragment& frame) {
  const bool alone = frame.final && !fragmented_;
  if (!alone) {
    if (!fragmented_) fragmented_ = frame.opcode;
    message_.append(frame.payload);
    if (fragmented_ == WsOpcode::kText && !is_text_until_here()) {
      return violation(WsClose::kInvalidPayload, "text is not UTF-8");
    }
    if (!frame.final) return std::nullopt;
  }
  const WsMessage message{.opcode = alone ? frame.opcode : *fragmented_,
                          .payload = alone ? frame.payload : std::string_view(message_)};
  const bool valid = alone ? is_valid_utf8(message.payload) : valid_bytes_ == message_.size();
  fragmented_.reset();
  valid_bytes_ = 0;
  if (message.opcode == WsOpcode::kText && !valid) {
    return violation(WsClose::kInvalidPayload, "text is not UTF-8");
  }
  return message;
}

bool WebSocketDecoder::is_text_until_here() {
  const auto whole = count_whole_bytes(std::string_view(message_).substr(valid_bytes_));
  if (whole) valid_bytes_ += *whole;
  return whole.has_value();
}

void WebSocketDecoder::release_idle_buffer() {
  if (consumed_ != buffer_.size()) return;
  buffer_.clear();
  consumed_ = 0;
  if (buffer_.capacity() > kKeepBytes) buffer_.shrink_to_fit();
}

std::size_t WebSocketDecoder::buffered() const {
  return buffer_.size() - consumed_ + (fragmented_ ? message_.size() : 0);
}

}  // namespace godwit::protocol
