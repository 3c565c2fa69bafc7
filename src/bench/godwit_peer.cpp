// SPDX-License-Identifier: Apache-2.0
#include "godwit_peer.h"

#include <fmt/format.h>

#include <utility>

#include "base/limits.h"

namespace godwit::bench {

using protocol::Frame;
using protocol::FrameKind;
using protocol::WsOpcode;
using protocol::WsRole;

namespace {

// Correlations: hello, pages (one at a time), reports, then one for each message.
constexpr std::uint32_t kHello = 1;
constexpr std::uint32_t kPage = 2;
constexpr std::uint32_t kReport = 3;
constexpr std::uint32_t kFirstMessage = 4;

Error error_of(std::string_view body) {
  v1::Error error;
  error.ParseFromArray(body.data(), static_cast<int>(body.size()));
  const ErrorRow* row = find_error(static_cast<std::uint32_t>(error.code()));
  return {row ? row->code : ErrorCode::kInternal, error.detail(), error.retry_after_ms()};
}

std::string sentence(const Error& error) { return fmt::format("{} {}", describe(error.code).name, error.detail); }

}  // namespace

GodwitPeer::GodwitPeer(Setup setup, int descriptor)
    : setup_(std::move(setup)),
      socket_(setup_.set.add(descriptor, *this)),
      frames_(limits::kFrameBytes),
      messages_(WsRole::kClient, limits::kFrameBytes) {
  if (setup_.encoding == Encoding::kNative) {
    setup_.set.write(socket_, std::make_shared<const std::string>(protocol::kNativePreface));
    say_hello();
    return;
  }
  // Any 16 bytes will do as key: they only keep caches from answering (RFC 6455 §1.3).
  setup_.set.write(socket_, std::make_shared<const std::string>(fmt::format(
                                "GET /v1/ws HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Z29kd2l0IGJlbmNoIGtleQ==\r\n"
                                "Sec-WebSocket-Protocol: godwit.v1\r\n\r\n",
                                setup_.host)));
}

void GodwitPeer::say_hello() {
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  hello.set_client("godwit-bench");
  hello.set_token(setup_.token);
  request(kHello, v1::METHOD_HELLO, hello);
}

void GodwitPeer::request(std::uint32_t correlation, v1::Method method, const google::protobuf::MessageLite& message) {
  const std::string body = message.SerializeAsString();
  Frame frame;
  frame.kind = FrameKind::kRequest;
  frame.correlation = correlation;
  frame.method = static_cast<std::uint32_t>(method);
  frame.body = body;
  write(frame);
}

void GodwitPeer::write(const Frame& frame) {
  std::string bytes =
      setup_.encoding == Encoding::kNative
          ? protocol::encode_native(frame)
          : protocol::encode_websocket(WsRole::kClient, WsOpcode::kBinary, protocol::encode_frame(frame));
  setup_.set.write(socket_, std::make_shared<const std::string>(std::move(bytes)));
}

void GodwitPeer::send(Number number, const std::string& text) {
  outgoing_.set_log(setup_.log);
  outgoing_.set_client_id(protocol::format_client_id(make_client_id(setup_.clock)));
  outgoing_.mutable_text()->set_text(text);
  request(kFirstMessage + number, v1::METHOD_SEND_MESSAGE, outgoing_);
}

void GodwitPeer::read_after(Seq seq) {
  if (std::exchange(reading_, true)) return;
  v1::ReadLogRequest page;
  page.set_log(setup_.log);
  page.set_epoch(epoch_);
  page.set_after(seq);
  page.set_limit(limits::kPageEntries);
  request(kPage, v1::METHOD_READ_LOG, page);
}

void GodwitPeer::report(Seq seq) {
  v1::AdvanceCursorsRequest report;
  v1::CursorAdvance& advance = *report.add_advances();
  advance.set_log(setup_.log);
  advance.set_epoch(epoch_);
  advance.set_delivered(seq);
  advance.set_read(seq);
  request(kReport, v1::METHOD_ADVANCE_CURSORS, report);
}

void GodwitPeer::stall() { setup_.set.pause_reading(socket_, true); }

void GodwitPeer::ping() {
  Frame frame;
  frame.kind = FrameKind::kPing;
  write(frame);
}

void GodwitPeer::on_bytes(std::string_view bytes) {
  now_ = setup_.clock.now();
  if (setup_.encoding == Encoding::kNative) return take_native(bytes);
  if (!upgraded_ && !finish_upgrade(bytes)) return;
  take_websocket(bytes);
}

/// Takes the HTTP answer off the front. False when it is not whole, or not a yes.
bool GodwitPeer::finish_upgrade(std::string_view& bytes) {
  const std::size_t before = upgrade_.size();
  upgrade_ += bytes;
  const auto head_end = upgrade_.find("\r\n\r\n");
  if (head_end == std::string::npos) return false;
  if (!upgrade_.starts_with("HTTP/1.1 101 ")) {
    end("no WebSocket: " + upgrade_.substr(0, upgrade_.find("\r\n")));
    return false;
  }
  bytes.remove_prefix(head_end + 4 - before);
  upgrade_.clear();
  upgraded_ = true;
  say_hello();
  return true;
}

void GodwitPeer::take_native(std::string_view bytes) {
  frames_.feed(bytes);
  while (!ended_) {
    const auto frame = frames_.next();
    if (!frame) return end("the server sent no frame: " + sentence(frame.error()));
    if (!*frame) return;
    on_frame(**frame);
  }
}

void GodwitPeer::take_websocket(std::string_view bytes) {
  messages_.feed(bytes);
  while (!ended_) {
    const auto message = messages_.next();
    if (!message) return end("the server broke the WebSocket protocol: " + message.error().detail);
    if (!*message) return;
    if ((*message)->opcode == WsOpcode::kClose) return end("the server closed: " + std::string((*message)->payload));
    if ((*message)->opcode != WsOpcode::kBinary) continue;
    const auto frame = protocol::decode_frame((*message)->payload);
    if (!frame) return end("the server sent no frame: " + sentence(frame.error()));
    on_frame(*frame);
  }
}

void GodwitPeer::on_frame(const Frame& frame) {
  if (frame.kind == FrameKind::kResponse) return on_response(frame);
  if (frame.kind == FrameKind::kUpdate) return on_update(frame.body);
  if (frame.kind != FrameKind::kGoingAway) return;
  v1::GoingAway farewell;
  farewell.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
  end("the server went away: " + v1::ErrorCode_Name(farewell.reason()));
}

void GodwitPeer::on_response(const Frame& frame) {
  if (frame.correlation >= kFirstMessage) {
    const Number number = frame.correlation - kFirstMessage;
    if (frame.error) return setup_.events.on_refused(setup_.tag, number, error_of(frame.body), now_);
    answer_.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
    return setup_.events.on_acked(setup_.tag, number, answer_.appended().seq(), now_);
  }
  if (frame.correlation == kReport) return;  // one that was refused is followed by the next
  if (frame.error) {
    return end((frame.correlation == kHello ? "the server refused the login: " : "the log could not be read: ") +
               sentence(error_of(frame.body)));
  }
  if (frame.correlation == kPage) return on_page(frame.body);
  v1::HelloResponse hello;
  hello.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
  epoch_ = hello.epoch();
}

void GodwitPeer::on_update(std::string_view body) {
  // A sender hears of its own messages too, and has nothing to learn from them.
  if (setup_.tag.sends && head_ != 0) return;
  update_.ParseFromArray(body.data(), static_cast<int>(body.size()));
  if (update_.has_heads()) return on_heads(update_.heads());
  if (update_.has_behind() && update_.behind().log() == setup_.log) return setup_.events.on_behind(setup_.tag);
  if (!update_.has_entry() || update_.entry().entry().log() != setup_.log) return;
  const v1::Entry& entry = update_.entry().entry();
  setup_.events.on_entry(setup_.tag, entry.body().text().text(), entry.seq(), false, now_);
}

void GodwitPeer::on_heads(const v1::Heads& heads) {
  for (const v1::Head& head : heads.heads()) {
    if (head.log() != setup_.log) continue;
    if (!head.may_send()) return end("it may not write to " + setup_.log);
    head_ = head.seq();
  }
  if (!heads.done()) return;
  if (head_ == 0) return end("it has no conversation " + setup_.log);
  setup_.events.on_ready(setup_.tag, head_);
}

void GodwitPeer::on_page(std::string_view body) {
  reading_ = false;
  v1::ReadLogResponse page;
  page.ParseFromArray(body.data(), static_cast<int>(body.size()));
  for (const v1::Entry& entry : page.entries()) {
    setup_.events.on_entry(setup_.tag, entry.body().text().text(), entry.seq(), true, now_);
  }
  if (page.entries_size() > 0 && page.entries().rbegin()->seq() < page.head()) setup_.events.on_behind(setup_.tag);
}

void GodwitPeer::on_closed(net::Closed) { end("the connection ended"); }

void GodwitPeer::end(const std::string& why) {
  if (!std::exchange(ended_, true)) setup_.events.on_end(setup_.tag, why);
}

}  // namespace godwit::bench
