// SPDX-License-Identifier: Apache-2.0
#include "mqtt_peer.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace godwit::bench {
namespace {

// First bytes of control frames (§2.2): the type, and the flags that it must have.
constexpr std::uint8_t kConnect = 0x10;
constexpr std::uint8_t kConnected = 0x20;
constexpr std::uint8_t kPublish = 0x30;
constexpr std::uint8_t kPublished = 0x40;
constexpr std::uint8_t kSubscribe = 0x82;
constexpr std::uint8_t kSubscribed = 0x90;
constexpr std::uint8_t kPing = 0xC0;
constexpr std::uint8_t kTypeBits = 0xF0;
constexpr std::uint8_t kQosBits = 0x06;
constexpr std::uint8_t kAtLeastOnce = 0x02;

std::string number16(std::size_t value) { return {static_cast<char>(value >> 8), static_cast<char>(value)}; }
std::size_t read16(std::string_view bytes) {
  return static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8 | static_cast<unsigned char>(bytes[1]);
}
/// A string with its length (§1.5.3).
std::string prefixed(const std::string& text) { return number16(text.size()) + text; }

/// Never 0 (§2.3.1).
std::size_t frame_id(Number number) { return number % 65'535 + 1; }

/// The remaining length (§2.2.3): its value and how many bytes it took; nullopt when more are needed.
std::optional<std::pair<std::size_t, std::size_t>> read_length(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 4; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    value |= static_cast<std::size_t>(byte & 0x7F) << (7 * i);
    if ((byte & 0x80) == 0) return std::pair(value, i + 1);
  }
  return std::nullopt;
}

}  // namespace

MqttPeer::MqttPeer(Setup setup, int descriptor) : setup_(std::move(setup)), socket_(setup_.set.add(descriptor, *this)) {
  constexpr char kVersion = 4;
  constexpr char kCleanSession = 2;
  constexpr std::size_t kKeepAliveSeconds = 120;
  write(kConnect, prefixed("MQTT") + kVersion + kCleanSession + number16(kKeepAliveSeconds) + prefixed(setup_.name));
}

void MqttPeer::write(std::uint8_t first, const std::string& body) {
  std::string bytes(1, static_cast<char>(first));
  for (std::size_t rest = body.size();; rest >>= 7) {
    bytes += static_cast<char>((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
    if (rest <= 0x7F) break;
  }
  setup_.set.write(socket_, std::make_shared<const std::string>(bytes + body));
}

void MqttPeer::send(Number number, const std::string& text) {
  write(kPublish | kAtLeastOnce, prefixed(setup_.topic) + number16(frame_id(number)) + text);
}

void MqttPeer::ping() { write(kPing, {}); }

void MqttPeer::on_bytes(std::string_view bytes) {
  now_ = setup_.clock.now();
  buffer_ += bytes;
  std::size_t taken = 0;
  while (!ended_ && buffer_.size() - taken >= 2) {
    const std::string_view rest = std::string_view(buffer_).substr(taken);
    const auto length = read_length(rest.substr(1));
    if (!length || rest.size() < 1 + length->second + length->first) break;
    on_frame(static_cast<std::uint8_t>(rest[0]), rest.substr(1 + length->second, length->first));
    taken += 1 + length->second + length->first;
  }
  buffer_.erase(0, taken);
}

void MqttPeer::on_frame(std::uint8_t first, std::string_view body) {
  switch (first & kTypeBits) {
    case kConnected:
      if (body.size() != 2 || body[1] != 0) return end("the broker refused the login");
      if (setup_.tag.sends) return setup_.events.on_ready(setup_.tag, 0);
      return write(kSubscribe, number16(1) + prefixed(setup_.topic) + '\x01');
    case kSubscribed:
      if (body.size() != 3 || body[2] != 1) return end("the broker refused the topic");
      return setup_.events.on_ready(setup_.tag, 0);
    case kPublished: {
      if (body.size() != 2 || read16(body) != frame_id(next_answer_)) return end("the broker answered out of order");
      const Number number = next_answer_++;
      return setup_.events.on_acked(setup_.tag, number, Seq{number} + 1, now_);
    }
    case kPublish:
      return on_publish(first, body);
    default:
      return;
  }
}

void MqttPeer::on_publish(std::uint8_t first, std::string_view body) {
  const std::size_t text = body.size() < 2 ? 0 : 2 + read16(body) + 2;
  if (text == 0 || body.size() < text || (first & kQosBits) != kAtLeastOnce) return end("the broker sent nonsense");
  write(kPublished, std::string(body.substr(text - 2, 2)));
  setup_.events.on_entry(setup_.tag, body.substr(text), ++received_, false, now_);
}

void MqttPeer::on_closed(net::Closed) { end("the connection ended"); }

void MqttPeer::end(const std::string& why) {
  if (!std::exchange(ended_, true)) setup_.events.on_end(setup_.tag, why);
}

}  // namespace godwit::bench
