// SPDX-License-Identifier: Apache-2.0
#include "service/word_moderator.h"

#include <gtest/gtest.h>

#include <string>

namespace godwit::service {
namespace {

using Action = WordModerator::Action;

WordModerator make(std::string_view list, Action action) {
  auto made = WordModerator::parse(list, action);
  EXPECT_TRUE(made) << (made ? "" : made.error().detail);
  return std::move(*made);
}

std::string masked(const WordModerator& moderator, std::string_view text) {
  const Verdict verdict = moderator.look_at(text);
  return verdict.kind == Verdict::Kind::kPass ? "(passed)" : verdict.text;
}

TEST(WordModerator, stars_stand_for_words_of_the_list) {
  const auto moderator = make("# games\ncasino\n\nbuy now\r\n赌博\n药\n", Action::kMask);
  EXPECT_EQ(masked(moderator, "nothing of it"), "(passed)");
  EXPECT_EQ(masked(moderator, "A CASINO, a Casinó and ｃａｓｉｎｏ"), "A ******, a ****** and ******");
  EXPECT_EQ(masked(moderator, "casinos are another word"), "(passed)");
  EXPECT_EQ(masked(moderator, "buy it now, buy now!"), "buy it now, *******!");
  EXPECT_EQ(masked(moderator, "我们去赌博吧"), "我们去**吧");
  EXPECT_EQ(masked(moderator, "卖药的"), "卖*的");
  EXPECT_EQ(masked(moderator, "药"), "*");
  EXPECT_EQ(masked(moderator, ""), "(passed)");
}

TEST(WordModerator, refuses_where_that_is_wanted) {
  const auto moderator = make("casino", Action::kRefuse);
  EXPECT_EQ(moderator.look_at("to the casino").kind, Verdict::Kind::kRefuse);
  EXPECT_EQ(moderator.look_at("to the opera").kind, Verdict::Kind::kPass);
  EXPECT_EQ(make("", Action::kRefuse).look_at("anything").kind, Verdict::Kind::kPass);
}

TEST(WordModerator, says_which_line_it_cannot_use) {
  const auto no_words = WordModerator::parse("fine\n...\n", Action::kRefuse);
  ASSERT_FALSE(no_words);
  EXPECT_TRUE(no_words.error().detail.starts_with("line 2:")) << no_words.error().detail;
  EXPECT_FALSE(WordModerator::parse(std::string(300, 'a'), Action::kRefuse));
  EXPECT_FALSE(WordModerator::parse("\xff\xfe", Action::kRefuse));
}

TEST(WordModerator, a_long_list_and_a_long_text_are_no_trouble) {
  std::string list;
  for (int i = 0; i < 20'000; ++i) list += "word" + std::to_string(i) + "\n";
  const auto moderator = make(list, Action::kMask);
  std::string text;
  while (text.size() < 16'000) text += "other ";
  EXPECT_EQ(masked(moderator, text), "(passed)");
  EXPECT_TRUE(masked(moderator, text + "word19999").ends_with(" *********"));
}

}  // namespace
}  // namespace godwit::service
