// SPDX-License-Identifier: Apache-2.0
#include "protocol/frame.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "base/limits.h"

namespace godwit::protocol {
namespace {

using namespace std::string_literals;

bool same(const Frame& a, const Frame& b) {
  return a.kind == b.kind && a.error == b.error && a.correlation == b.correlation && a.method == b.method &&
         a.body == b.body;
}

std::vector<Frame> samples() {
  static const std::string big(70'000, 'x');
  return {
      {.kind = FrameKind::kRequest, .correlation = 1, .method = 1, .body = "hello"},
      {.kind = FrameKind::kRequest, .correlation = UINT32_MAX, .method = 300, .body = ""},
      {.kind = FrameKind::kResponse, .correlation = 128, .body = big},
      {.kind = FrameKind::kResponse, .error = true, .correlation = 7, .body = "\x08\x0d"},
      {.kind = FrameKind::kUpdate, .body = "u"},
      {.kind = FrameKind::kPing},
      {.kind = FrameKind::kPong},
      {.kind = FrameKind::kGoingAway, .body = "bye"},
  };
}

ErrorCode code_of(const std::string& bytes) {
  const auto frame = decode_frame(bytes);
  EXPECT_FALSE(frame.has_value());
  return frame ? ErrorCode::kInternal : frame.error().code;
}

TEST(Frame, is_written_as_the_protocol_page_says) {
  EXPECT_EQ(encode_frame({.kind = FrameKind::kRequest, .correlation = 300, .method = 30, .body = "ab"}),
            "\x01\xAC\x02\x1E"s + "ab");
  EXPECT_EQ(encode_frame({.kind = FrameKind::kResponse, .error = true, .correlation = 7, .body = "e"}),
            "\x42\x07"s + "e");
  EXPECT_EQ(encode_native({.kind = FrameKind::kPing}), "\x01\x04"s);
  EXPECT_EQ(kNativePreface, "\0GW\1"s);
}

TEST(Frame, survives_a_round_trip) {
  for (const Frame& frame : samples()) {
    const std::string bytes = encode_frame(frame);
    const auto decoded = decode_frame(bytes);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_TRUE(same(*decoded, frame));
    EXPECT_EQ(encode_frame(*decoded), bytes);
  }
}

TEST(Frame, refuses_what_this_version_does_not_have) {
  const std::vector<std::pair<const char*, std::string>> table = {
      {"nothing", ""},
      {"kind 0", "\x00"s},
      {"kind 7", "\x07"s},
      {"kind 15", "\x0F"s},
      {"compressed", "\x13"s},
      {"more to come", "\x23"s},
      {"reserved flag", "\x83"s},
      {"a request that is an error", "\x41\x01\x01"s},
      {"an update that is an error", "\x43"s},
      {"a request without correlation", "\x01"s},
      {"a request without method", "\x01\x05"s},
      {"correlation 0", "\x01\x00\x01"s},
      {"response of correlation 0", "\x02\x00"s},
      {"a correlation of 33 bits", "\x02\x80\x80\x80\x80\x10"s},
      {"a method of 33 bits", "\x01\x01\x80\x80\x80\x80\x10"s},
      {"a correlation cut short", "\x02\x80"s},
      {"a number that never ends", "\x02\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s},
      {"a ping with a body", "\x04x"s},
      {"a pong with a body", "\x05x"s},
  };
  for (const auto& [what, bytes] : table) EXPECT_EQ(code_of(bytes), ErrorCode::kMalformed) << what;
}

TEST(FrameDecoder, cuts_frames_at_any_split) {
  std::string stream;
  std::vector<Frame> sent;
  for (const Frame& frame : samples()) {
    if (frame.body.size() > 1000) continue;
    sent.push_back(frame);
    stream += encode_native(frame);
  }
  for (std::size_t first = 0; first <= stream.size(); ++first) {
    for (std::size_t second = first; second <= stream.size(); ++second) {
      FrameDecoder decoder(limits::kFrameBytes);
      std::size_t got = 0;
      for (const std::string& part :
           {stream.substr(0, first), stream.substr(first, second - first), stream.substr(second)}) {
        decoder.feed(part);
        for (;;) {
          const auto frame = decoder.next();
          ASSERT_TRUE(frame.has_value());
          if (!*frame) break;
          ASSERT_LT(got, sent.size());
          EXPECT_TRUE(same(**frame, sent[got]));
          ++got;
        }
      }
      ASSERT_EQ(got, sent.size());
      ASSERT_EQ(decoder.buffered(), 0u);
    }
  }
}

TEST(FrameDecoder, keeps_what_is_not_asked_for_yet) {
  FrameDecoder decoder(limits::kFrameBytes);
  decoder.feed(encode_native({.kind = FrameKind::kUpdate, .body = "one"}));
  decoder.feed(encode_native({.kind = FrameKind::kUpdate, .body = "two"}));
  EXPECT_EQ(decoder.next().value()->body, "one");
  decoder.feed(encode_native({.kind = FrameKind::kUpdate, .body = "three"}));
  EXPECT_EQ(decoder.buffered(), 5u + 7u);
  EXPECT_EQ(decoder.next().value()->body, "two");
  EXPECT_EQ(decoder.next().value()->body, "three");
  EXPECT_FALSE(decoder.next().value().has_value());
}

TEST(FrameDecoder, takes_a_frame_of_the_limit_and_refuses_a_longer_one_by_its_length_alone) {
  constexpr std::size_t kLimit = 1000;
  const std::string fits(kLimit - 1, 'x');
  FrameDecoder decoder(kLimit);
  decoder.feed(encode_native({.kind = FrameKind::kUpdate, .body = fits}));
  ASSERT_TRUE(decoder.next().value().has_value());

  decoder.feed("\xE9\x07"s);  // 1001
  const auto refused = decoder.next();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kTooLarge);
}

TEST(FrameDecoder, refuses_bad_lengths) {
  const std::vector<std::pair<std::string, ErrorCode>> table = {
      {"\x00"s, ErrorCode::kMalformed},
      {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"s, ErrorCode::kTooLarge},
      {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"s, ErrorCode::kMalformed},
      {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s, ErrorCode::kMalformed},
  };
  for (const auto& [bytes, code] : table) {
    FrameDecoder decoder(limits::kFrameBytes);
    decoder.feed(bytes);
    const auto refused = decoder.next();
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, code);
  }
}

TEST(FrameDecoder, meets_random_bytes_without_harm) {
  std::mt19937 random(20260101);
  for (int round = 0; round < 5'000; ++round) {
    FrameDecoder decoder(64);
    for (int part = 0; part < 8; ++part) {
      std::string bytes(random() % 24, '\0');
      for (char& c : bytes) c = static_cast<char>(random() % 3 == 0 ? random() % 8 : random());
      decoder.feed(bytes);
      auto frame = decoder.next();
      while (frame && *frame) {
        ASSERT_EQ(encode_frame(**frame).size(), 1 + encode_frame(**frame).substr(1).size());
        ASSERT_LE((*frame)->body.size(), 64u);
        frame = decoder.next();
      }
      if (!frame) break;
      ASSERT_LE(decoder.buffered(), 64u + 10u);
    }
  }
}

}  // namespace
}  // namespace godwit::protocol
