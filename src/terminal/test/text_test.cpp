// SPDX-License-Identifier: Apache-2.0
#include "terminal/text.h"

#include <gtest/gtest.h>

namespace godwit::terminal {
namespace {

TEST(Width, counts_cells_and_not_bytes_or_code_points) {
  EXPECT_EQ(width_of("abc"), 3);
  EXPECT_EQ(width_of("世界"), 4);
  EXPECT_EQ(width_of("e\u0301"), 1);  // a letter and its accent
  EXPECT_EQ(width_of("👍"), 2);
  EXPECT_EQ(width_of("👩‍👩‍👧"), 2);  // joined to one
  EXPECT_EQ(width_of("🇩🇪"), 2);
  EXPECT_EQ(width_of("❤️"), 2);
  EXPECT_EQ(width_of(""), 0);
}

TEST(Width, fits_exactly_and_never_cuts_a_character) {
  EXPECT_EQ(fit("abc", 5), "abc  ");
  EXPECT_EQ(fit("abcdef", 4), "abc…");
  EXPECT_EQ(fit("世界世界", 4), "世… ");
  EXPECT_EQ(fit("世界世界", 5), "世界…");
  EXPECT_EQ(fit("a\nb", 3), "a b");
  EXPECT_EQ(fit("abc", 0), "");
  for (int width = 0; width < 12; ++width) EXPECT_EQ(width_of(fit("a👍世e\u0301 界xyz", width)), width);
}

TEST(Wrap, breaks_at_blanks_and_within_words_that_are_too_long) {
  EXPECT_EQ(wrap("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("abcdefghij", 4), (std::vector<std::string>{"abcd", "efgh", "ij"}));
  EXPECT_EQ(wrap("世界和平", 5), (std::vector<std::string>{"世界", "和平"}));
  EXPECT_EQ(wrap("a\n\nb", 5), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(wrap("", 5), (std::vector<std::string>{""}));
  EXPECT_EQ(wrap("abcd efgh", 4), (std::vector<std::string>{"abcd", "efgh"}));
}

TEST(Wrap, keeps_every_line_within_its_width) {
  const std::string text =
      "The godwit 斑尾塍鹬 flies 13 000 km 👩‍👩‍👧 without a stop — "
      "e\u0301e\u0301e\u0301e\u0301e\u0301 "
      "endofverylongword";
  for (int width = 2; width < 40; ++width) {
    for (const std::string& line : wrap(text, width)) EXPECT_LE(width_of(line), width) << width << ": " << line;
  }
}

TEST(Printable, lets_no_control_sequence_through) {
  EXPECT_EQ(printable("a\x1b[31mb"), "a\uFFFD[31mb");
  EXPECT_EQ(printable("a\u009b31mb"), "a\uFFFD31mb");
  EXPECT_EQ(printable("a\u202Eb"), "a\uFFFDb");
  EXPECT_EQ(printable("a\tb\r\nc\a"), "a b\nc\uFFFD");
  EXPECT_EQ(printable("a\xFF\xC3"), "a\uFFFD\uFFFD");
}

}  // namespace
}  // namespace godwit::terminal
