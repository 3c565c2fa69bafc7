// SPDX-License-Identifier: Apache-2.0
#include "channel.h"

#include "base/limits.h"
#include "protocol/json.h"

namespace godwit::gateway {
namespace {

using protocol::Frame;
using protocol::FrameKind;
using protocol::WsClose;
using protocol::WsMessage;
using protocol::WsOpcode;
using protocol::WsRole;

using Next = std::expected<std::optional<Inbound>, Broken>;

bool may_come_from_client(FrameKind kind) { return kind == FrameKind::kRequest || kind == FrameKind::kPing; }

Result<Inbound> to_inbound(const Frame& frame) {
  if (!may_come_from_client(frame.kind)) return fail(ErrorCode::kMalformed, "clients send requests and pings only");
  return Inbound{frame.kind, frame.correlation, frame.method, frame.body, std::nullopt, nullptr};
}

net::SharedBytes close_frame(WsClose code, std::string_view reason) {
  return std::make_shared<std::string>(protocol::encode_websocket_close(WsRole::kServer, code, reason));
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

class WebSocketChannel final : public Channel {
 public:
  explicit WebSocketChannel(Encoding encoding) : json_(encoding == Encoding::kWebSocketJson) {}

  void feed(std::string_view bytes) override { decoder_.feed(bytes); }

  Next next() override {
    auto message = decoder_.next();
    if (!message) {
      const auto& [close, detail] = message.error();
      const auto code = close == WsClose::kTooLarge ? ErrorCode::kTooLarge : ErrorCode::kMalformed;
      return std::unexpected(Broken{{code, detail, 0}, close_frame(close, detail)});
    }
    if (!*message) return std::nullopt;
    switch ((*message)->opcode) {
      case WsOpcode::kPing: {
        Inbound inbound;
        inbound.echo = std::make_shared<std::string>(
            protocol::encode_websocket(WsRole::kServer, WsOpcode::kPong, (*message)->payload));
        return inbound;
      }
      case WsOpcode::kPong:
        return Inbound{.kind = FrameKind::kPong};
      case WsOpcode::kClose:
        return std::unexpected(
            Broken{{ErrorCode::kGoingAway, "closed by the client", 0}, close_frame(WsClose::kNormal, "")});
      default:
        return json_ ? from_text(**message) : from_binary(**message);
    }
  }

 private:
  static Broken malformed(const Error& error) { return {error, close_frame(WsClose::kInvalidPayload, error.detail)}; }

  static Next from_binary(const WsMessage& message) {
    if (message.opcode != WsOpcode::kBinary) {
      return std::unexpected(Broken{{ErrorCode::kMalformed, "binary messages only", 0},
                                    close_frame(WsClose::kUnsupported, "binary messages only")});
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
                                    close_frame(WsClose::kUnsupported, "text messages only")});
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
  protocol::WebSocketDecoder decoder_{WsRole::kServer, limits::kFrameBytes};
  protocol::JsonInbound request_;
};

}  // namespace

std::unique_ptr<Channel> make_channel(Encoding encoding) {
  if (encoding == Encoding::kNative) return std::make_unique<NativeChannel>();
  return std::make_unique<WebSocketChannel>(encoding);
}

}  // namespace godwit::gateway
