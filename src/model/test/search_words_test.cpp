// SPDX-License-Identifier: Apache-2.0
#include "model/search_words.h"

#include <gtest/gtest.h>

namespace godwit::model {
namespace {

using Words = std::vector<std::string>;

Words words(std::string_view text) {
  Words all;
  for (const Word& word : split_words(text)) all.push_back(word.text);
  return all;
}

bool finds(std::string_view query, std::string_view text) {
  const auto phrases = parse_query(query);
  EXPECT_TRUE(phrases);
  return phrases && !phrases->empty() && matches(text, *phrases);
}

/// The marked parts of the text.
Words marked(std::string_view query, std::string_view text) {
  Words all;
  for (const TextRange& range : find_ranges(text, *parse_query(query), 100)) {
    all.emplace_back(text.substr(range.offset, range.length));
  }
  return all;
}

TEST(SearchWords, are_runs_of_letters_and_digits_in_lower_case) {
  EXPECT_EQ(words("Hello, World! 2nd try"), (Words{"hello", "world", "2nd", "try"}));
  EXPECT_EQ(words(""), Words{});
  EXPECT_EQ(words(" ,.;-"), Words{});
  EXPECT_EQ(words("don't"), (Words{"don", "t"}));
}

TEST(SearchWords, lose_accents_where_those_are_left_out_by_people) {
  EXPECT_EQ(words("Café CAFE\xCC\x81 naïve Straße Ñandú"), (Words{"cafe", "cafe", "naive", "strasse", "nandu"}));
  EXPECT_EQ(words("ΆΛΦΑ ёж"), (Words{"αλφα", "еж"}));
}

TEST(SearchWords, keep_marks_that_are_vowels_or_other_sounds) {
  EXPECT_EQ(words("हिन्दी"), (Words{"हिन्दी"}));
  EXPECT_NE(words("が"), words("か"));
}

TEST(SearchWords, of_chinese_are_pairs_and_the_last_character) {
  EXPECT_EQ(words("我爱你"), (Words{"我爱", "爱你", "你"}));
  EXPECT_EQ(words("我"), (Words{"我"}));
  EXPECT_EQ(words("我，你"), (Words{"我", "你"})) << "a comma ends the run";
}

TEST(SearchWords, of_japanese_and_korean_are_the_same) {
  EXPECT_EQ(words("東京タワー"), (Words{"東京", "京タ", "タワ", "ワー", "ー"}));
  EXPECT_EQ(words("안녕하세요"), (Words{"안녕", "녕하", "하세", "세요", "요"}));
}

TEST(SearchWords, of_half_and_full_width_are_one) {
  EXPECT_EQ(words("ＡＢＣ１２３"), (Words{"abc123"}));
  EXPECT_EQ(words("ｶﾞｷﾞ"), words("ガギ"));
  EXPECT_EQ(words("\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB"), (Words{"한"})) << "a syllable of three letters";
}

TEST(SearchWords, part_where_scripts_meet) {
  EXPECT_EQ(words("iPhone15手机壳"), (Words{"iphone15", "手机", "机壳", "壳"}));
  EXPECT_EQ(words("第3章"), (Words{"第", "3", "章"}));
}

TEST(SearchWords, are_emoji_each_without_skin_or_variant) {
  EXPECT_EQ(words("ok👍🏽🎉"), (Words{"ok", "👍", "🎉"}));
  EXPECT_EQ(words("❤️"), (Words{"❤"}));
}

TEST(SearchWords, say_where_they_are_in_bytes) {
  const std::string text = "Ａé 你好";
  const auto all = split_words(text);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0], (Word{"ae", 0, 5, false}));
  EXPECT_EQ(all[1], (Word{"你好", 6, 6, true}));
  EXPECT_EQ(all[2], (Word{"好", 9, 3, true}));
}

TEST(SearchWords, survive_bytes_that_are_no_utf8) {
  EXPECT_EQ(words("ab\xFF"
                  "cd\xE4\xBD"),
            (Words{"ab", "cd"}));
}

TEST(SearchQueries, need_all_words_and_take_the_last_as_a_beginning) {
  EXPECT_TRUE(finds("see you", "I will see you"));
  EXPECT_TRUE(finds("see tomor", "tomorrow we see"));
  EXPECT_FALSE(finds("se tomorrow", "tomorrow we see"));
  EXPECT_FALSE(finds("see tomorrow never", "tomorrow we see"));
  EXPECT_FALSE(finds("tomor ", "tomorrow")) << "a space says that the word is whole";
}

TEST(SearchQueries, find_any_two_characters_in_a_row) {
  EXPECT_TRUE(finds("爱你", "我爱你们"));
  EXPECT_TRUE(finds("我爱你", "我爱你们"));
  EXPECT_FALSE(finds("我你", "我爱你们"));
  EXPECT_FALSE(finds("爱你", "爱我你"));
  EXPECT_FALSE(finds("我爱你", "我爱，爱你")) << "the pairs are there, not in a row";
  EXPECT_TRUE(finds("東京", "昨日東京に行った"));
}

TEST(SearchQueries, find_a_single_character_wherever_it_stands) {
  for (const char* text : {"你", "你好", "我爱你", "a你b"}) EXPECT_TRUE(finds("你", text)) << text;
  EXPECT_FALSE(finds("你", "我爱"));
}

TEST(SearchQueries, of_mixed_scripts_find_their_parts) {
  EXPECT_TRUE(finds("iPhone手机", "新手机是IPHONE"));
  EXPECT_FALSE(finds("iPhone手机", "新手表是IPHONE"));
}

TEST(SearchQueries, are_refused_when_too_long_or_no_text) {
  EXPECT_EQ(parse_query(std::string(257, 'a')).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(parse_query("a\xFF").error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(parse_query("!?")->empty());
}

TEST(SearchRanges, are_those_of_the_text_as_it_is_written) {
  EXPECT_EQ(marked("cafe", "Le Café, CAFETERIA"), (Words{"Café", "CAFETERIA"}));
  EXPECT_EQ(marked("爱你", "我爱你们，爱你"), (Words{"爱你", "爱你"}));
  EXPECT_EQ(marked("我爱你", "说我爱你们"), (Words{"我爱你"}));
  EXPECT_EQ(marked("爱", "我爱你"), (Words{"爱"}));
  EXPECT_EQ(marked("a b", "b a c"), (Words{"b", "a"}));
  EXPECT_EQ(find_ranges("a a a", *parse_query("a"), 2).size(), 2U);
}

TEST(SearchRanges, that_overlap_become_one) { EXPECT_EQ(marked("我爱 爱你", "我爱你"), (Words{"我爱你"})); }

}  // namespace
}  // namespace godwit::model
