// SPDX-License-Identifier: Apache-2.0
// The cases of test/conformance on the decoder and the handshake alone, whole and in every cut.
#include <gtest/gtest.h>

#include "handshake_cases.h"
#include "protocol/websocket_handshake.h"
#include "websocket_cases.h"

namespace godwit::protocol {
namespace {

using conformance::Reply;
using conformance::WsCase;

std::string two_bytes(WsClose close) {
  const auto code = static_cast<std::uint16_t>(close);
  if (close == WsClose::kNoStatus) return {};
  return {static_cast<char>(code >> 8), static_cast<char>(code)};
}

/// What a server that gives every message back would answer to the bytes, coming in steps of so many.
std::vector<Reply> answers(std::string_view bytes, std::size_t step) {
  std::vector<Reply> replies;
  WebSocketDecoder decoder(WsRole::kServer, conformance::kCaseMessageBytes);
  while (!bytes.empty()) {
    decoder.feed(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    for (;;) {
      const auto next = decoder.next();
      if (!next) {
        replies.push_back({WsOpcode::kClose, two_bytes(next.error().close)});
        return replies;
      }
      if (!*next) break;
      const WsMessage& got = **next;
      if (got.opcode == WsOpcode::kPong) continue;
      if (got.opcode == WsOpcode::kClose) {
        replies.push_back({WsOpcode::kClose, two_bytes(static_cast<WsClose>(got.close_code))});
        return replies;
      }
      const bool ping = got.opcode == WsOpcode::kPing;
      replies.push_back({ping ? WsOpcode::kPong : got.opcode, std::string(got.payload)});
    }
  }
  return replies;
}

void expect_all(const std::vector<WsCase>& cases) {
  constexpr std::size_t kFewBytes = 1'000;
  for (const WsCase& one : cases) {
    SCOPED_TRACE(one.rule);
    EXPECT_EQ(answers(one.bytes, one.bytes.size()), one.replies);
    EXPECT_EQ(answers(one.bytes, 65'536), one.replies) << "as a server reads";
    if (one.bytes.size() > kFewBytes) continue;
    for (std::size_t step = 1; step < std::min<std::size_t>(one.bytes.size(), 20); ++step) {
      EXPECT_EQ(answers(one.bytes, step), one.replies) << "in steps of " << step;
    }
  }
}

TEST(WebSocketRfc, frames_a_message_as_section_5_2_says) { expect_all(conformance::framing_cases()); }
TEST(WebSocketRfc, wants_masks_as_section_5_3_says) { expect_all(conformance::masking_cases()); }
TEST(WebSocketRfc, joins_fragments_as_section_5_4_says) { expect_all(conformance::fragment_cases()); }
TEST(WebSocketRfc, takes_control_frames_as_section_5_5_says) { expect_all(conformance::control_cases()); }
TEST(WebSocketRfc, wants_utf8_as_section_8_1_says) { expect_all(conformance::text_cases()); }
TEST(WebSocketRfc, closes_as_section_7_says) { expect_all(conformance::close_cases()); }

TEST(WebSocketRfc, opens_as_section_4_says) {
  for (const auto& one : conformance::handshake_cases()) {
    SCOPED_TRACE(one.rule);
    HttpRequestParser parser({.header_bytes = 4'096, .header_fields = 32, .body_bytes = 1'024});
    parser.feed(one.request);
    const auto request = parser.next();
    if (!request) {
      EXPECT_EQ(one.status, describe(request.error().code).http_status);
      continue;
    }
    ASSERT_TRUE(*request);
    const auto offer = read_websocket_offer(**request);
    ASSERT_EQ(offer ? 101 : offer.error().status, one.status);
    if (offer) EXPECT_NE(encode_websocket_welcome(*offer, "").find(one.header + "\r\n"), std::string::npos);
  }
}

// §4.1, §11.3.4: the names are compared as they are, and may come in several headers.
TEST(WebSocketRfc, reads_the_offered_subprotocols) {
  HttpRequestParser parser({.header_bytes = 4'096, .header_fields = 32, .body_bytes = 1'024});
  std::string text = conformance::good_handshake("/", "chat, Godwit.V1");
  text.insert(text.size() - 2, "sec-websocket-protocol: godwit.v1.json ,superchat\r\n");
  parser.feed(text);
  const auto request = parser.next();
  ASSERT_TRUE(request && *request);
  const auto offer = read_websocket_offer(**request);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->subprotocols, (std::vector<std::string>{"chat", "Godwit.V1", "godwit.v1.json", "superchat"}));
  EXPECT_FALSE(offer->offers("godwit.v1"));
  EXPECT_TRUE(offer->offers("godwit.v1.json"));
  EXPECT_NE(encode_websocket_welcome(*offer, "superchat").find("\r\nsec-websocket-protocol: superchat\r\n"),
            std::string::npos);
  EXPECT_EQ(encode_websocket_welcome(*offer, "").find("protocol"), std::string::npos);
}

}  // namespace
}  // namespace godwit::protocol
