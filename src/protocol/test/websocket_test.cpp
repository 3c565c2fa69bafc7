// SPDX-License-Identifier: Apache-2.0
#include "protocol/websocket.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base/utf8.h"

namespace godwit::protocol {
namespace {

using namespace std::string_literals;

constexpr std::size_t kLimit = 100'000;

struct Got {
  WsOpcode opcode;
  std::string payload;
  std::uint16_t close_code = 0;
  bool operator==(const Got&) const = default;
};

struct Outcome {
  std::vector<Got> messages;
  std::optional<WsViolation> violation;
};

Outcome drain(WebSocketDecoder& decoder) {
  Outcome outcome;
  for (;;) {
    auto message = decoder.next();
    if (!message) {
      outcome.violation = message.error();
      return outcome;
    }
    if (!*message) return outcome;
    outcome.messages.push_back({(*message)->opcode, std::string((*message)->payload), (*message)->close_code});
  }
}

Outcome decode(const std::string& bytes, WsRole own = WsRole::kServer, std::size_t limit = kLimit) {
  WebSocketDecoder decoder(own, limit);
  decoder.feed(bytes);
  return drain(decoder);
}

/// A client's frame, made by hand so that it may break any rule.
std::string raw(std::uint8_t first, std::string payload, bool masked = true) {
  std::string out(1, static_cast<char>(first));
  const char bit = masked ? '\x80' : '\0';
  if (payload.size() <= 125) {
    out.push_back(static_cast<char>(bit | static_cast<char>(payload.size())));
  } else {
    out.push_back(static_cast<char>(bit | 126));
    out.push_back(static_cast<char>(payload.size() >> 8));
    out.push_back(static_cast<char>(payload.size()));
  }
  if (!masked) return out + payload;
  const std::string mask = "\x12\x34\x56\x78"s;
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<char>(payload[i] ^ mask[i % 4]);
  return out + mask + payload;
}

void expect_violation(const std::string& bytes, WsClose close, const char* what, WsRole own = WsRole::kServer) {
  const Outcome outcome = decode(bytes, own);
  ASSERT_TRUE(outcome.violation.has_value()) << what;
  EXPECT_EQ(outcome.violation->close, close) << what << ": " << outcome.violation->detail;
}

TEST(WebSocketHandshake, answers_the_key_of_the_rfc) {
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WebSocketHandshake, refuses_keys_that_are_not_16_bytes) {
  for (const char* key : {"", "dGhl", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ",
                          "dGhlIHNhbXBsZSBub25jZZ==", "dGhlIHNhbXBsZSBub25j!Q==", "dGhlIHNhbXBsZSBub25jZSBsb25nZXI="}) {
    EXPECT_FALSE(websocket_accept(key).has_value()) << key;
  }
}

// RFC 6455 §5.7.
TEST(WebSocket, reads_the_examples_of_the_rfc) {
  EXPECT_EQ(decode("\x81\x05Hello"s, WsRole::kClient).messages, (std::vector<Got>{{WsOpcode::kText, "Hello"}}));
  EXPECT_EQ(decode("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s).messages,
            (std::vector<Got>{{WsOpcode::kText, "Hello"}}));
  EXPECT_EQ(decode("\x01\x03Hel\x80\x02lo"s, WsRole::kClient).messages, (std::vector<Got>{{WsOpcode::kText, "Hello"}}));
  EXPECT_EQ(decode("\x89\x05Hello"s, WsRole::kClient).messages, (std::vector<Got>{{WsOpcode::kPing, "Hello"}}));
  EXPECT_EQ(decode("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"s).messages,
            (std::vector<Got>{{WsOpcode::kPong, "Hello"}}));
  EXPECT_EQ(encode_websocket(WsRole::kServer, WsOpcode::kBinary, std::string(256, 'b')).substr(0, 4),
            "\x82\x7E\x01\x00"s);
  EXPECT_EQ(encode_websocket(WsRole::kServer, WsOpcode::kBinary, std::string(65536, 'b')).substr(0, 10),
            "\x82\x7F\0\0\0\0\0\1\0\0"s);
}

TEST(WebSocket, round_trips_every_length_form_in_both_roles) {
  for (const std::size_t size : {0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 124, 125, 126, 127, 1000, 65535, 65536, 99'999}) {
    std::string payload(size, '\0');
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>(i * 7);
    for (const auto& [from, to] :
         {std::pair(WsRole::kClient, WsRole::kServer), std::pair(WsRole::kServer, WsRole::kClient)}) {
      const Outcome outcome = decode(encode_websocket(from, WsOpcode::kBinary, payload), to);
      ASSERT_FALSE(outcome.violation.has_value()) << size;
      EXPECT_EQ(outcome.messages, (std::vector<Got>{{WsOpcode::kBinary, payload}})) << size;
    }
  }
}

TEST(WebSocket, masks_each_frame_with_a_fresh_key) {
  const std::string one = encode_websocket(WsRole::kClient, WsOpcode::kText, "same text");
  const std::string two = encode_websocket(WsRole::kClient, WsOpcode::kText, "same text");
  EXPECT_NE(one.substr(2), two.substr(2));
}

TEST(WebSocket, decodes_at_any_split) {
  const std::string stream = raw(0x81, "héllo") + raw(0x01, "fr\xC3") + raw(0x89, "ping") + raw(0x00, "\xA9"s + "d") +
                             raw(0x80, "") + raw(0x82, std::string(200, 'b')) + raw(0x88, "\x03\xE8"s + "bye");
  const std::vector<Got> expected = {{WsOpcode::kText, "héllo"},
                                     {WsOpcode::kPing, "ping"},
                                     {WsOpcode::kText, "fr\xC3\xA9"s + "d"},
                                     {WsOpcode::kBinary, std::string(200, 'b')},
                                     {WsOpcode::kClose, "bye", 1000}};
  for (std::size_t split = 0; split <= stream.size(); ++split) {
    WebSocketDecoder decoder(WsRole::kServer, kLimit);
    std::vector<Got> got;
    for (const std::string& part : {stream.substr(0, split), stream.substr(split)}) {
      decoder.feed(part);
      Outcome outcome = drain(decoder);
      ASSERT_FALSE(outcome.violation.has_value()) << split;
      got.insert(got.end(), outcome.messages.begin(), outcome.messages.end());
    }
    ASSERT_EQ(got, expected) << split;
    ASSERT_EQ(decoder.buffered(), 0u);
  }
  WebSocketDecoder bytewise(WsRole::kServer, kLimit);
  std::vector<Got> got;
  for (const char c : stream) {
    bytewise.feed({&c, 1});
    Outcome outcome = drain(bytewise);
    got.insert(got.end(), outcome.messages.begin(), outcome.messages.end());
  }
  EXPECT_EQ(got, expected);
}

TEST(WebSocket, refuses_what_section_5_forbids) {
  const auto table = std::vector<std::pair<const char*, std::string>>{
      {"reserved bit 1", raw(0xC1, "x")},
      {"reserved bit 2", raw(0xA1, "x")},
      {"reserved bit 3", raw(0x91, "x")},
      {"opcode 3", raw(0x83, "x")},
      {"opcode 7", raw(0x87, "x")},
      {"opcode 11", raw(0x8B, "x")},
      {"opcode 15", raw(0x8F, "x")},
      {"a client that does not mask", raw(0x81, "x", false)},
      {"a fragmented ping", raw(0x09, "x")},
      {"a fragmented close", raw(0x08, "")},
      {"a ping of 126 bytes", raw(0x89, std::string(126, 'x'))},
      {"a continuation of nothing", raw(0x80, "x")},
      {"a continuation after the end", raw(0x01, "a") + raw(0x80, "b") + raw(0x80, "c")},
      {"a new message inside a message", raw(0x01, "a") + raw(0x81, "b")},
      {"125 bytes with a length of 16 bits", "\x82\xFE\x00\x7D"s + std::string(4 + 125, '\0')},
      {"65535 bytes with a length of 64 bits", "\x82\xFF\0\0\0\0\0\0\xFF\xFF"s},
      {"a length with its top bit set", "\x82\xFF\x80\0\0\0\0\1\0\0"s},
      {"a close of one byte", raw(0x88, "\x03")},
  };
  for (const auto& [what, bytes] : table) expect_violation(bytes, WsClose::kProtocolError, what);
  expect_violation(raw(0x81, "x"), WsClose::kProtocolError, "a server that masks", WsRole::kClient);
}

TEST(WebSocket, knows_which_close_codes_may_be_sent) {
  const auto close_with = [](unsigned code) {
    return raw(0x88, {static_cast<char>(code >> 8), static_cast<char>(code)});
  };
  for (const unsigned code :
       {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999}) {
    const Outcome outcome = decode(close_with(code));
    ASSERT_EQ(outcome.messages.size(), 1u) << code;
    EXPECT_EQ(outcome.messages[0].close_code, code);
  }
  for (const unsigned code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
    expect_violation(close_with(code), WsClose::kProtocolError, std::to_string(code).c_str());
  }
  EXPECT_EQ(decode(raw(0x88, "")).messages, (std::vector<Got>{{WsOpcode::kClose, "", 1005}}));
}

TEST(WebSocket, wants_utf8_in_texts_and_close_reasons) {
  for (const std::string& bad : {"\xFF"s, "\xC0\x80"s, "\xED\xA0\x80"s, "\xF4\x90\x80\x80"s, "ok \xE2\x82"s}) {
    expect_violation(raw(0x81, bad), WsClose::kInvalidPayload, "text");
    expect_violation(raw(0x01, bad.substr(0, 1)) + raw(0x80, bad.substr(1)), WsClose::kInvalidPayload, "fragments");
    expect_violation(raw(0x88, "\x03\xE8"s + bad), WsClose::kInvalidPayload, "reason");
    EXPECT_FALSE(decode(raw(0x82, bad)).violation.has_value()) << "binary may be anything";
  }
}

TEST(WebSocket, limits_messages_by_announced_length_and_over_fragments) {
  EXPECT_FALSE(decode(raw(0x82, std::string(1000, 'x')), WsRole::kServer, 1000).violation.has_value());
  const Outcome announced = decode("\x82\xFE\x03\xE9"s, WsRole::kServer, 1000);
  ASSERT_TRUE(announced.violation.has_value());
  EXPECT_EQ(announced.violation->close, WsClose::kTooLarge);

  std::string endless = raw(0x02, std::string(100, 'x'));
  for (int i = 0; i < 10; ++i) endless += raw(0x00, std::string(100, 'x'));
  const Outcome joined = decode(endless, WsRole::kServer, 1000);
  ASSERT_TRUE(joined.violation.has_value());
  EXPECT_EQ(joined.violation->close, WsClose::kTooLarge);

  const std::string ping_inside = raw(0x02, std::string(1000, 'x')) + raw(0x89, "ping") + raw(0x80, "");
  EXPECT_EQ(decode(ping_inside, WsRole::kServer, 1000).messages.size(), 2u) << "control frames do not count";
}

TEST(WebSocket, closes_with_a_reason_that_fits_and_is_whole) {
  const Outcome plain = decode(encode_websocket_close(WsRole::kClient, WsClose::kPolicy, "why"));
  EXPECT_EQ(plain.messages, (std::vector<Got>{{WsOpcode::kClose, "why", 1008}}));
  std::string umlauts;
  for (int i = 0; i < 100; ++i) umlauts += "ü";
  const Outcome cut = decode(encode_websocket_close(WsRole::kClient, WsClose::kNormal, umlauts));
  ASSERT_EQ(cut.messages.size(), 1u);
  EXPECT_EQ(cut.messages[0].payload, umlauts.substr(0, 122));
  const Outcome garbled = decode(encode_websocket_close(WsRole::kClient, WsClose::kNormal, "\xFF\xFF"));
  EXPECT_EQ(garbled.messages, (std::vector<Got>{{WsOpcode::kClose, "", 1000}}));
}

TEST(WebSocket, delivers_random_messages_however_they_are_fragmented) {
  std::mt19937 random(20260102);
  for (int round = 0; round < 300; ++round) {
    std::string stream;
    std::vector<Got> expected;
    for (int n = 0; n < 5; ++n) {
      std::string payload(random() % 600, '\0');
      for (char& c : payload) c = static_cast<char>('a' + random() % 26);
      const WsOpcode opcode = random() % 2 == 0 ? WsOpcode::kText : WsOpcode::kBinary;
      std::size_t at = 0;
      auto first = static_cast<std::uint8_t>(opcode);
      for (;;) {
        const std::size_t length = random() % (payload.size() - at + 1);
        const bool last = random() % 3 == 0;
        stream += raw(last ? 0x80 | first : first, payload.substr(at, last ? std::string::npos : length));
        first = 0;
        if (last) break;
        at += length;
        if (random() % 4 == 0) {
          stream += raw(0x89, "p");
          expected.push_back({WsOpcode::kPing, "p"});
        }
      }
      expected.push_back({opcode, payload});
    }
    WebSocketDecoder decoder(WsRole::kServer, kLimit);
    std::vector<Got> got;
    for (std::size_t at = 0; at < stream.size();) {
      const std::size_t length = std::min<std::size_t>(1 + random() % 300, stream.size() - at);
      decoder.feed(std::string_view(stream).substr(at, length));
      at += length;
      Outcome outcome = drain(decoder);
      ASSERT_FALSE(outcome.violation.has_value()) << outcome.violation->detail;
      got.insert(got.end(), outcome.messages.begin(), outcome.messages.end());
    }
    ASSERT_EQ(got, expected);
  }
}

TEST(WebSocket, meets_random_bytes_without_harm) {
  std::mt19937 random(20260103);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes(random() % 60, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    if (bytes.size() > 1) {
      bytes[0] = static_cast<char>(static_cast<unsigned>(bytes[0]) & 0x8Fu);
      bytes[1] = static_cast<char>(0x80 | (random() % 20));
    }
    for (const Got& message : decode(bytes, WsRole::kServer, 32).messages) {
      ASSERT_LE(message.payload.size(), 125u);
      if (message.opcode == WsOpcode::kText) ASSERT_TRUE(is_valid_utf8(message.payload));
    }
  }
}

}  // namespace
}  // namespace godwit::protocol
