// SPDX-License-Identifier: Apache-2.0
#include "protocol/json.h"

#include <gtest/gtest.h>

#include <random>

#include "protocol/wire.h"

namespace godwit::protocol {
namespace {

using namespace std::string_literals;

v1::SendMessageRequest decode_send(const std::string& text) {
  const auto inbound = decode_json(text);
  EXPECT_TRUE(inbound.has_value()) << text;
  v1::SendMessageRequest request;
  if (inbound) EXPECT_TRUE(request.ParseFromString(inbound->body));
  return request;
}

void expect_refusal(const std::string& text, std::uint32_t correlation, ErrorCode code) {
  const auto inbound = decode_json(text);
  ASSERT_FALSE(inbound.has_value()) << text;
  EXPECT_EQ(inbound.error().correlation, correlation) << text;
  EXPECT_EQ(inbound.error().error.code, code) << text << ": " << inbound.error().error.detail;
}

TEST(Json, reads_the_request_of_the_protocol_page) {
  const auto inbound = decode_json(
      R"({"id":7,"method":"SendMessage","params":{"log":"d.11.12","clientId":"0192","text":{"text":"hi \u00fc"}}})");
  ASSERT_TRUE(inbound.has_value());
  EXPECT_EQ(inbound->kind, FrameKind::kRequest);
  EXPECT_EQ(inbound->correlation, 7u);
  EXPECT_EQ(inbound->method, static_cast<std::uint32_t>(v1::METHOD_SEND_MESSAGE));
  v1::SendMessageRequest request;
  ASSERT_TRUE(request.ParseFromString(inbound->body));
  EXPECT_EQ(request.log(), "d.11.12");
  EXPECT_EQ(request.client_id(), "0192");
  EXPECT_EQ(request.text().text(), "hi ü");
}

TEST(Json, takes_requests_without_params_and_ignores_what_it_does_not_know) {
  EXPECT_EQ(decode_json(R"({"id":1,"method":"LogOut"})")->body, "");
  EXPECT_EQ(decode_send(R"({"later":[1],"id":1,"method":"SendMessage","params":{"log":"x","newer":{"a":1}}})").log(),
            "x");
}

TEST(Json, reads_64_bits_as_text_or_number) {
  for (const char* user : {"\"9007199254740993\"", "9007199254740993"}) {
    const auto inbound = decode_json(R"({"id":1,"method":"BlockUser","params":{"user":)"s + user + "}}");
    ASSERT_TRUE(inbound.has_value());
    v1::BlockUserRequest request;
    ASSERT_TRUE(request.ParseFromString(inbound->body));
    EXPECT_EQ(request.user(), 9007199254740993);
  }
}

TEST(Json, reads_ping) { EXPECT_EQ(decode_json(R"({"ping":{}})")->kind, FrameKind::kPing); }

TEST(Json, ends_the_connection_over_what_is_not_a_request) {
  std::string deep = R"({"id":1,"method":"Hello","params":)";
  for (int i = 0; i < 100; ++i) deep += "{\"a\":";
  for (const std::string& text :
       {""s, "x"s, "[]"s, "1"s, "{"s, R"({"id":1} x)"s, R"({"method":"Hello"})"s, R"({"id":0,"method":"Hello"})"s,
        R"({"id":-1,"method":"Hello"})"s, R"({"id":1.5,"method":"Hello"})"s, R"({"id":"1","method":"Hello"})"s,
        R"({"id":4294967296,"method":"Hello"})"s, R"({"id":18446744073709551615,"method":"Hello"})"s,
        "{\"id\":1,\"method\":\"\xFF\"}"s, R"({"id":1,"method":"\ud800"})"s, R"({"a":NaN})"s, deep}) {
    expect_refusal(text, 0, ErrorCode::kMalformed);
  }
}

TEST(Json, refuses_single_requests_and_goes_on) {
  expect_refusal(R"({"id":5,"method":"Fly","params":{}})", 5, ErrorCode::kUnimplemented);
  expect_refusal(R"({"id":5,"method":"METHOD_HELLO"})", 5, ErrorCode::kUnimplemented);
  expect_refusal(R"({"id":5,"method":""})", 5, ErrorCode::kUnimplemented);
  expect_refusal(R"({"id":5})", 5, ErrorCode::kInvalid);
  expect_refusal(R"({"id":5,"method":7})", 5, ErrorCode::kInvalid);
  expect_refusal(R"({"id":5,"method":"Hello","params":[]})", 5, ErrorCode::kInvalid);
  expect_refusal(R"({"id":5,"method":"SendMessage","params":{"text":"not a message"}})", 5, ErrorCode::kInvalid);
  expect_refusal(R"({"id":5,"method":"ReadLog","params":{"epoch":"x"}})", 5, ErrorCode::kInvalid);
  expect_refusal(R"({"id":5,"method":"ReadLog","params":{"limit":-1}})", 5, ErrorCode::kInvalid);
}

TEST(Json, never_repeats_content_in_a_refusal) {
  const auto inbound = decode_json(R"({"id":5,"method":"SetProfile","params":{"name":{"secret":"swordfish"}}})");
  ASSERT_FALSE(inbound.has_value());
  EXPECT_FALSE(inbound.error().error.detail.contains("swordfish")) << inbound.error().error.detail;
  const auto number = decode_json(R"({"id":5,"method":"BlockUser","params":{"user":"swordfish"}})");
  ASSERT_FALSE(number.has_value());
  EXPECT_FALSE(number.error().error.detail.contains("swordfish")) << number.error().error.detail;
}

TEST(Json, writes_the_answers_of_the_protocol_page) {
  v1::SendMessageResponse response;
  response.mutable_appended()->set_epoch(1);
  response.mutable_appended()->set_seq(4);
  response.mutable_appended()->set_time_ms(1767225600000);
  response.mutable_appended()->set_message_index(3);
  std::string body = response.SerializeAsString();
  EXPECT_EQ(encode_json({.kind = FrameKind::kResponse, .correlation = 7, .body = body}, v1::METHOD_SEND_MESSAGE),
            R"({"id":7,"result":{"appended":{"epoch":"1","seq":"4","timeMs":"1767225600000","messageIndex":"3"}}})");

  body = to_wire(Error{ErrorCode::kNotAContact, "no", 0}).SerializeAsString();
  EXPECT_EQ(
      encode_json({.kind = FrameKind::kResponse, .error = true, .correlation = 8, .body = body}, v1::METHOD_HELLO),
      R"({"id":8,"error":{"code":"ERROR_CODE_NOT_A_CONTACT","detail":"no","retry":"RETRY_GIVE_UP"}})");

  v1::Update update;
  update.mutable_entry()->set_epoch(1);
  update.mutable_entry()->mutable_entry()->set_log("d.1.2");
  body = update.SerializeAsString();
  EXPECT_EQ(encode_json({.kind = FrameKind::kUpdate, .body = body}, 0),
            R"({"update":{"entry":{"epoch":"1","entry":{"log":"d.1.2"}}}})");

  v1::GoingAway farewell;
  farewell.set_retry_after_ms(500);
  farewell.set_spread_ms(2000);
  farewell.set_reason(v1::ERROR_CODE_GOING_AWAY);
  body = farewell.SerializeAsString();
  EXPECT_EQ(encode_json({.kind = FrameKind::kGoingAway, .body = body}, 0),
            R"({"goingAway":{"retryAfterMs":500,"spreadMs":2000,"reason":"ERROR_CODE_GOING_AWAY"}})");

  EXPECT_EQ(encode_json({.kind = FrameKind::kPong}, 0), R"({"pong":{}})");
  EXPECT_EQ(encode_json({.kind = FrameKind::kResponse, .correlation = 1}, v1::METHOD_LOG_OUT),
            R"({"id":1,"result":{}})");
}

TEST(Json, decodes_its_own_requests) {
  v1::SendMessageRequest request;
  request.set_log("d.1.2");
  request.mutable_text()->set_text("quote \" back \\ line\n NUL\0 emoji 🐦"s);
  const std::string body = request.SerializeAsString();
  const std::string text =
      encode_json({.kind = FrameKind::kRequest, .correlation = 9, .method = v1::METHOD_SEND_MESSAGE, .body = body}, 0);
  const auto inbound = decode_json(text);
  ASSERT_TRUE(inbound.has_value()) << text;
  EXPECT_EQ(inbound->body, body);
  EXPECT_EQ(inbound->correlation, 9u);
}

TEST(Json, meets_mutated_requests_without_harm) {
  std::mt19937 random(20260105);
  const std::string seed =
      R"({"id":7,"method":"SendMessage","params":{"log":"d.11.12","clientId":"0192","text":{"text":"hi"}}})";
  constexpr std::string_view kLikely = "{}[]:,\"\\u0d8e-+.1";
  for (int round = 0; round < 5'000; ++round) {
    std::string text = seed;
    for (unsigned n = 1 + random() % 3; n-- > 0;) text[random() % text.size()] = kLikely[random() % kLikely.size()];
    const auto inbound = decode_json(text);
    if (!inbound) EXPECT_NE(inbound.error().error.detail, "");
  }
}

}  // namespace
}  // namespace godwit::protocol
