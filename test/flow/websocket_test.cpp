// SPDX-License-Identifier: Apache-2.0
// RFC 6455 over a real socket: the cases of test/conformance against /v1/ws-echo, and what is special at /v1/ws.
#include <algorithm>

#include "base/limits.h"
#include "fixture.h"
#include "handshake_cases.h"
#include "raw_socket.h"
#include "websocket_cases.h"

namespace godwit::flow {
namespace {

using conformance::Reply;
using conformance::WsCase;
using protocol::WsOpcode;
using namespace std::string_literals;

constexpr const char* kEcho = "/v1/ws-echo";

std::string to_lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

/// The frames of a server, which must break no rule; of a close only the code.
std::vector<Reply> frames_of(std::string_view bytes) {
  std::vector<Reply> frames;
  protocol::WebSocketDecoder decoder(protocol::WsRole::kClient, 64 * 1024 * 1024);
  decoder.feed(bytes);
  for (;;) {
    const auto next = decoder.next();
    if (!next) {
      ADD_FAILURE() << "the server broke a rule: " << next.error().detail;
      return frames;
    }
    if (!*next) break;
    const bool close = (*next)->opcode == WsOpcode::kClose;
    const auto code = (*next)->close_code;
    const std::string two = {static_cast<char>(code >> 8), static_cast<char>(code)};
    frames.push_back({(*next)->opcode, close ? (code == 1005 ? "" : two) : std::string((*next)->payload)});
  }
  EXPECT_EQ(decoder.buffered(), 0u) << "the stream ends within a frame";
  return frames;
}

class WebSocket : public Flow {
 protected:
  void SetUp() override {
    Flow::SetUp();
    config_.max_connections_per_address = 4'096;
    start();
  }

  RawSocket open(const std::string& path, const std::string& subprotocol = {}) {
    RawSocket socket(port());
    socket.write(conformance::good_handshake(path, subprotocol));
    const std::string head = socket.read_until("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 101 ")) << head;
    return socket;
  }

  /// What comes back, in full, and that the connection then ends.
  std::vector<Reply> converse(RawSocket& socket, const std::string& bytes, std::size_t step) {
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      if (!socket.write(std::string_view(bytes).substr(at, step))) break;
    }
    const std::string answer = socket.read_all();
    EXPECT_TRUE(socket.is_closed()) << "the server did not end the connection";
    return frames_of(answer);
  }

  void expect_all(const std::vector<WsCase>& cases) {
    for (const WsCase& one : cases) {
      SCOPED_TRACE(one.rule);
      RawSocket whole = open(kEcho);
      EXPECT_EQ(converse(whole, one.bytes, one.bytes.size()), one.replies);
      if (one.bytes.size() > 64) continue;
      RawSocket bytewise = open(kEcho);
      EXPECT_EQ(converse(bytewise, one.bytes, 1), one.replies) << "byte by byte";
    }
  }

  /// The code that the server closes with.
  std::string close_code(const std::string& subprotocol, const std::string& bytes) {
    RawSocket socket = open("/v1/ws", subprotocol);
    const auto frames = converse(socket, bytes, bytes.size());
    return frames.empty() || frames.back().opcode != WsOpcode::kClose ? "none" : frames.back().payload;
  }
};

TEST_F(WebSocket, frames_messages_as_section_5_2_says) { expect_all(conformance::framing_cases()); }
TEST_F(WebSocket, wants_masks_as_section_5_3_says) { expect_all(conformance::masking_cases()); }
TEST_F(WebSocket, joins_fragments_as_section_5_4_says) { expect_all(conformance::fragment_cases()); }
TEST_F(WebSocket, takes_control_frames_as_section_5_5_says) { expect_all(conformance::control_cases()); }
TEST_F(WebSocket, wants_utf8_as_section_8_1_says) { expect_all(conformance::text_cases()); }
TEST_F(WebSocket, closes_as_section_7_says) { expect_all(conformance::close_cases()); }

TEST_F(WebSocket, opens_as_section_4_says) {
  for (const auto& one : conformance::handshake_cases()) {
    SCOPED_TRACE(one.rule);
    RawSocket socket(port());
    socket.write(one.request);
    const std::string head = socket.read_until("\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 " + std::to_string(one.status) + " ")) << head;
    if (!one.header.empty()) {
      EXPECT_TRUE(to_lower(head).contains("\r\n" + to_lower(one.header) + "\r\n")) << head;
    }
    if (one.status == 101) continue;
    socket.read_all();
    EXPECT_TRUE(socket.is_closed()) << "a refused handshake ends the connection";
  }
}

TEST_F(WebSocket, takes_frames_in_the_same_flight_as_the_handshake) {
  RawSocket socket(port());
  socket.write(conformance::good_handshake(kEcho) + conformance::client_frame(0x81, "early") +
               conformance::client_frame(0x88, "\x03\xE8"));
  const std::string all = socket.read_all();
  const auto frames = frames_of(std::string_view(all).substr(all.find("\r\n\r\n") + 4));
  EXPECT_EQ(frames, (std::vector<Reply>{{WsOpcode::kText, "early"}, {WsOpcode::kClose, "\x03\xE8"}}));
}

TEST_F(WebSocket, chooses_a_subprotocol_that_was_offered_or_refuses) {
  const auto status_and_choice = [&](const std::string& offered) {
    RawSocket socket(port());
    socket.write(conformance::good_handshake("/v1/ws", offered));
    const std::string head = socket.read_until("\r\n\r\n");
    const std::string name = "sec-websocket-protocol: ";
    const auto at = head.find(name);
    return head.substr(9, 3) +
           (at == std::string::npos ? "" : " " + head.substr(at + name.size(), head.find('\r', at) - at - name.size()));
  };
  EXPECT_EQ(status_and_choice("godwit.v1"), "101 godwit.v1");
  EXPECT_EQ(status_and_choice("godwit.v1.json"), "101 godwit.v1.json");
  EXPECT_EQ(status_and_choice("chat, godwit.v1.json , other"), "101 godwit.v1.json");
  EXPECT_EQ(status_and_choice("godwit.v1.json, godwit.v1"), "101 godwit.v1");
  EXPECT_EQ(status_and_choice(""), "400");
  EXPECT_EQ(status_and_choice("chat"), "400");
  EXPECT_EQ(status_and_choice("GODWIT.V1"), "400") << "a client would not know it again";
}

TEST_F(WebSocket, closes_with_the_code_of_what_was_wrong) {
  const auto frame = conformance::client_frame;
  EXPECT_EQ(close_code("godwit.v1", frame(0x81, "{}")), "\x03\xEB") << "1003: text where binary was agreed on";
  EXPECT_EQ(close_code("godwit.v1.json", frame(0x82, "{}")), "\x03\xEB");
  EXPECT_EQ(close_code("godwit.v1.json", frame(0x81, "not json")), "\x03\xEF") << "1007";
  EXPECT_EQ(close_code("godwit.v1", frame(0x82, "\x0F")), "\x03\xEF");
  EXPECT_EQ(close_code("godwit.v1", frame(0x82, std::string(limits::kFrameBytes + 1, 'x'))), "\x03\xF1") << "1009";
  EXPECT_EQ(close_code("godwit.v1", frame(0x81, "\xFF")), "\x03\xEF");
  EXPECT_EQ(close_code("godwit.v1", frame(0xC2, "x")), "\x03\xEA") << "1002";
  EXPECT_EQ(close_code("godwit.v1", frame(0x88, "\x0F\xA0")), "\x0F\xA0") << "4000, echoed";
}

}  // namespace
}  // namespace godwit::flow
