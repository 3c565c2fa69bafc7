// SPDX-License-Identifier: Apache-2.0
#include "media_headers.h"

#include <gtest/gtest.h>

namespace godwit::http {
namespace {

TEST(MediaHeaders, a_number_is_digits_below_two_to_the_64_and_nothing_else) {
  EXPECT_EQ(read_number("0"), 0U);
  EXPECT_EQ(read_number("007"), 7U);
  EXPECT_EQ(read_number("18446744073709551615"), ~std::uint64_t{0});
  for (const auto* text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x10", "1e3", "18446744073709551616", "one"}) {
    EXPECT_FALSE(read_number(text)) << text;
  }
}

TEST(MediaHeaders, a_range_is_what_it_names_of_the_content) {
  const std::pair<const char*, Range> ranges[] = {
      {"bytes=0-0", {0, 0}},   {"bytes=0-9", {0, 9}},   {"bytes=10-99", {10, 99}}, {"bytes=10-100", {10, 99}},
      {"bytes=10-", {10, 99}}, {"bytes=99-", {99, 99}}, {"bytes=-1", {99, 99}},    {"bytes=-100", {0, 99}},
      {"bytes=-500", {0, 99}}, {"bytes= 0-9 ", {0, 9}},
  };
  for (const auto& [header, range] : ranges) {
    const auto read = read_range(header, 100);
    ASSERT_TRUE(read && *read) << header;
    EXPECT_EQ(**read, range) << header << ": " << (*read)->first << "-" << (*read)->last;
  }
}

TEST(MediaHeaders, a_range_beyond_the_end_is_refused) {
  for (const auto* header : {"bytes=100-", "bytes=100-200", "bytes=18446744073709551615-", "bytes=-0"}) {
    const auto read = read_range(header, 100);
    ASSERT_FALSE(read) << header;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalid);
  }
}

TEST(MediaHeaders, several_ranges_and_what_is_none_are_left_out_of_account) {
  for (const auto* header :
       {"bytes=0-1,5-6", "bytes=0-0, -1", "bytes=5-4", "bytes=-", "bytes=", "bytes=a-b", "items=0-1", "bytes 0-1",
        "0-1", "", "bytes=1-2-3", "bytes=--5", "bytes=99999999999999999999-"}) {
    const auto read = read_range(header, 100);
    ASSERT_TRUE(read) << header;
    EXPECT_FALSE(*read) << header;
  }
}

TEST(MediaHeaders, a_cookie_is_found_among_others_by_its_whole_name) {
  EXPECT_EQ(read_cookie("pass=1.abc", "pass"), "1.abc");
  EXPECT_EQ(read_cookie("theme=dark; pass=1.abc; lang=de", "pass"), "1.abc");
  EXPECT_EQ(read_cookie("a=1;pass=2", "pass"), "2") << "the space may be missing";
  EXPECT_EQ(read_cookie("pass=a=b==", "pass"), "a=b==");
  EXPECT_EQ(read_cookie("pass=first; pass=second", "pass"), "first");
  EXPECT_EQ(read_cookie("pass=1 ; a=2", "pass"), "1");
  for (const auto* header :
       {"", ";", ";;=;", "=", "pass", "passport=1", "my-pass=1", "PASS=1", "a=pass=1", "pass ; a"}) {
    EXPECT_EQ(read_cookie(header, "pass"), "") << header;
  }
}

TEST(MediaHeaders, a_tag_is_known_when_it_is_listed) {
  const std::string etag = "\"abc\"";
  for (const auto* header :
       {"\"abc\"", "*", " * ", "\"x\", \"abc\"", "\"abc\",\"x\"", "W/\"abc\"", "\"x\" , W/\"abc\" "}) {
    EXPECT_TRUE(lists_etag(header, etag)) << header;
  }
  for (const auto* header : {"", "abc", "\"ab\"", "\"abcd\"", "\"x\", \"y\"", "W/", ",", "w/\"abc\""}) {
    EXPECT_FALSE(lists_etag(header, etag)) << header;
  }
}

}  // namespace
}  // namespace godwit::http
