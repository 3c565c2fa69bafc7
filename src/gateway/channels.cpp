// SPDX-License-Identifier: Apache-2.0
#include "channels.h"

#include "base/limits.h"
#include "protocol/json.h"
#include "websocket_channel.h"

namespace godwit::gateway {
namespace {

using protocol::Frame;
using protocol::FrameKind;
using protocol::WsClose;
using protocol::WsMessage;
using protocol::WsOpcode;

bool may_come_from_client(FrameKind kind) { return kind == FrameKind::kRequest || kind == FrameKind::kPing; }

Result<Inbound> to_inbound(const Frame& frame) {
  if (!may_come_from_client(frame.kind)) return fail(ErrorCode::kMalformed, "clients send requests and pings only");
  return Inbound{frame.kind, frame.correlation, frame.method, frame.body, std::nullopt, nullptr};
}

class NativeChannel final : public Channel {
 public:
  void feed(std::string_view bytes) override { decoder_.feed(bytes); }

  Next next() override {
    auto frame = decoder_.next();
    if (!frame) return std::unexpected(broken(frame.error()));
    if (!*frame) return std::nullopt;
    auto inbound = to_inbound(**frame);
    if (!inbound) return std::unexpected(broken(inbound.error()));
    return std::move(*inbound);
  }

 private:
  static Broken broken(const Error& error) { return {error, nullptr}; }
  protocol::FrameDecoder decoder_{limits::kFrameBytes};
};

/// Requests as binary or text messages, by the chosen subprotocol.
class FrameChannel final : public WebSocketChannel {
 public:
  explicit FrameChannel(Encoding encoding)
      : WebSocketChannel(limits::kFrameBytes), json_(encoding == Encoding::kWebSocketJson) {}

 private:
  Next take(const WsMessage& message) override { return json_ ? from_text(message) : from_binary(message); }

  static Broken malformed(const Error& error) {
    return {error, encode_farewell(WsClose::kInvalidPayload, error.detail)};
  }

  static Next from_binary(const WsMessage& message) {
    if (message.opcode != WsOpcode::kBinary) {
      return std::unexpected(Broken{{ErrorCode::kMalformed, "binary messages only", 0},
                                    encode_farewell(WsClose::kUnsupported, "binary messages only")});
    }
    const auto frame = protocol::decode_frame(message.payload);
    if (!frame) return std::unexpected(malformed(frame.error()));
    auto inbound = to_inbound(*frame);
    if (!inbound) return std::unexpected(malformed(inbound.error()));
    return std::move(*inbound);
  }

  Next from_text(const WsMessage& message) {
    if (message.opcode != WsOpcode::kText) {
      return std::unexpected(Broken{{ErrorCode::kMalformed, "text messages only", 0},
                                    encode_farewell(WsClose::kUnsupported, "text messages only")});
    }
    auto decoded = protocol::decode_json(message.payload);
    if (decoded) {
      request_ = std::move(*decoded);
      return Inbound{request_.kind, request_.correlation, request_.method, request_.body, std::nullopt, nullptr};
    }
    const auto& [correlation, error] = decoded.error();
    if (correlation == 0) return std::unexpected(malformed(error));
    Inbound refused;
    refused.correlation = correlation;
    refused.refusal = error;
    return refused;
  }

  bool json_;
  protocol::JsonInbound request_;
};

}  // namespace

std::unique_ptr<Channel> make_channel(Encoding encoding) {
  if (encoding == Encoding::kNative) return std::make_unique<NativeChannel>();
  return std::make_unique<FrameChannel>(encoding);
}

}  // namespace godwit::gateway
