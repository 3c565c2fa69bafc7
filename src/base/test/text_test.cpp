// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "base/log.h"
#include "base/utf8.h"

namespace godwit {
namespace {

using namespace std::string_literals;
using log::Format;
using log::Level;

TEST(Utf8, counts_code_points) {
  EXPECT_EQ(count_code_points(""), 0u);
  EXPECT_EQ(count_code_points("abc"), 3u);
  EXPECT_EQ(count_code_points("über"), 4u);
  EXPECT_EQ(count_code_points("🐦"), 1u);
  EXPECT_EQ(count_code_points("a\0b"s), 3u);
  EXPECT_EQ(count_code_points("\xF4\x8F\xBF\xBF"), 1u) << "the last one, U+10FFFF";
}

TEST(Utf8, tells_whole_code_points_from_one_that_may_still_come) {
  EXPECT_EQ(count_whole_bytes(""), 0u);
  EXPECT_EQ(count_whole_bytes("abc"), 3u);
  const std::string text = "aé字🐦";
  const std::vector<std::size_t> whole = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
  for (std::size_t size = 0; size <= text.size(); ++size) {
    EXPECT_EQ(count_whole_bytes(std::string_view(text).substr(0, size)), whole[size]) << size;
  }
  for (const char* hopeless : {"\x80", "\xC0", "\xC1", "\xE0\x9F", "\xED\xA0", "\xF0\x8F", "\xF4\x90", "\xF5", "\xFF",
                               "\xE1(", "\xF0\x90(", "a\xC3(", "ok\xE2\x82\x82\xE2\x82("}) {
    EXPECT_FALSE(count_whole_bytes(hopeless)) << hopeless;
  }
}

// RFC 3629 §4.
TEST(Utf8, refuses_what_is_none) {
  const std::vector<std::pair<const char*, std::string>> table = {
      {"a continuation alone", "\x80"},
      {"a lead alone", "\xC3"},
      {"a lead and a letter",
       "\xC3"
       "a"},
      {"overlong slash", "\xC0\xAF"},
      {"overlong in three", "\xE0\x80\xAF"},
      {"overlong in four", "\xF0\x80\x80\xAF"},
      {"a surrogate", "\xED\xA0\x80"},
      {"above U+10FFFF", "\xF4\x90\x80\x80"},
      {"five bytes", "\xF8\x88\x80\x80\x80"},
      {"FE", "\xFE"},
      {"FF", "\xFF"},
      {"cut at the end", "ok\xE2\x82"},
  };
  for (const auto& [what, bytes] : table) EXPECT_FALSE(is_valid_utf8(bytes)) << what;
}

TEST(LogLine, is_logfmt) {
  EXPECT_EQ(log::format_line(Format::kLogfmt, Level::kInfo, "server.start",
                             {{"port", 8080}, {"tls", false}, {"seconds", 0.25}, {"dir", "/var/lib"}}),
            "level=info event=server.start port=8080 tls=false seconds=0.25 dir=/var/lib");
}

TEST(LogLine, is_json) {
  EXPECT_EQ(log::format_line(Format::kJson, Level::kError, "store.io", {{"why", "disk"}, {"code", 5}}),
            R"("level":"error","event":"store.io","why":"disk","code":5)");
}

TEST(LogLine, escapes_so_that_nobody_can_write_lines_of_their_own) {
  EXPECT_EQ(log::format_line(Format::kLogfmt, Level::kWarn, "x", {{"who", "a\nlevel=error"}}),
            R"(level=warn event=x who="a\u000alevel=error")");
  EXPECT_EQ(log::format_line(Format::kLogfmt, Level::kWarn, "x",
                             {{"a", ""}, {"b", "two words"}, {"c", "\"\\"}, {"d", "e=f"}}),
            R"(level=warn event=x a="" b="two words" c="\"\\" d="e=f")");
  EXPECT_EQ(log::format_line(Format::kJson, Level::kWarn, "x", {{"who", "\"\n\x01\0"s}}),
            R"("level":"warn","event":"x","who":"\"\u000a\u0001\u0000")");
  EXPECT_EQ(log::format_line(Format::kLogfmt, Level::kWarn, "x", {{"who", "\x1B[31m"}}),
            R"(level=warn event=x who="\u001b[31m")");
}

}  // namespace
}  // namespace godwit
