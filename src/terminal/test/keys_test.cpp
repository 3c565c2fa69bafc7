// SPDX-License-Identifier: Apache-2.0
#include "terminal/keys.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "terminal/editor.h"
#include "terminal/screen.h"

namespace godwit::terminal {
namespace {

std::vector<Key> read(std::string_view bytes) {
  KeyReader reader;
  return reader.feed(bytes);
}

TEST(Keys, are_text_controls_and_sequences) {
  EXPECT_EQ(read("hé世"), (std::vector<Key>{{KeyKind::kText, "hé世"}}));
  EXPECT_EQ(read("\r\x7f\x03"), (std::vector<Key>{{KeyKind::kEnter}, {KeyKind::kBackspace}, {KeyKind::kQuit}}));
  EXPECT_EQ(
      read("\x1b[A\x1bOB\x1b[5~\x1b[1;3A\x1b\r"),
      (std::vector<Key>{{KeyKind::kUp}, {KeyKind::kDown}, {KeyKind::kPageUp}, {KeyKind::kAltUp}, {KeyKind::kNewline}}));
  EXPECT_EQ(read("\x1b[99;5u\x1b[?1;2cx"), (std::vector<Key>{{KeyKind::kText, "x"}}))
      << "unknown ones are dropped whole";
}

TEST(Keys, do_not_depend_on_where_the_bytes_are_cut) {
  const std::string bytes = "a世\x1b[A👍\x1b[200~two\rlines \x1b[31m\x1b[201~\x1b[3~\r";
  const auto whole = read(bytes);
  ASSERT_EQ(whole.size(), 6);
  EXPECT_EQ(whole[3].text, "two\nlines \x1b[31m");
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    KeyReader reader;
    auto keys = reader.feed(std::string_view(bytes).substr(0, cut));
    for (Key& key : reader.feed(std::string_view(bytes).substr(cut))) keys.push_back(std::move(key));
    std::string text;
    std::string expected;
    std::vector<KeyKind> kinds;
    std::vector<KeyKind> expected_kinds;
    for (const Key& key : keys) (key.kind == KeyKind::kText ? text += key.text : text), kinds.push_back(key.kind);
    for (const Key& key : whole)
      (key.kind == KeyKind::kText ? expected += key.text : expected), expected_kinds.push_back(key.kind);
    kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    expected_kinds.erase(std::unique(expected_kinds.begin(), expected_kinds.end()), expected_kinds.end());
    EXPECT_EQ(text, expected) << "cut at " << cut;
    EXPECT_EQ(kinds, expected_kinds) << "cut at " << cut;
  }
}

TEST(Keys, take_a_lone_escape_only_when_nothing_follows) {
  KeyReader reader;
  EXPECT_TRUE(reader.feed("\x1b").empty());
  EXPECT_TRUE(reader.is_waiting());
  EXPECT_EQ(reader.give_up(), (std::vector<Key>{{KeyKind::kEscape}}));
  EXPECT_FALSE(reader.is_waiting());
}

TEST(Keys, survive_random_bytes) {
  KeyReader reader;
  std::uint32_t state = 7;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 1'664'525 + 1'013'904'223;
    const char byte = static_cast<char>(state >> 24);
    reader.feed(std::string_view(&byte, 1));
    if (i % 50 == 0) reader.give_up();
  }
  reader.give_up();
  SUCCEED();
}

Editor typed(std::string_view bytes) {
  Editor editor;
  for (const Key& key : read(bytes)) editor.on_key(key);
  return editor;
}

TEST(Editor, moves_and_deletes_by_characters_as_a_reader_sees_them) {
  EXPECT_EQ(typed("ab👩‍👩‍👧\x7f").text(), "ab");
  EXPECT_EQ(typed("世界\x1b[D\x1b[D中\x1b[3~").text(), "中界");
  EXPECT_EQ(typed("one two  \x17").text(), "one ");
  EXPECT_EQ(typed("one\x1b[H\x1b[3~\x05!").text(), "ne!");
  EXPECT_EQ(typed("one\x15two").text(), "two");
  EXPECT_EQ(typed("\x7f\x1b[D\x1b[3~").text(), "");
  EXPECT_EQ(typed("\x1b[200~a\x1b[31m\x1b[201~").text(), "a\uFFFD[31m");
}

TEST(Editor, shows_the_rows_around_the_cursor) {
  const Editor editor = typed("one\x1b\rtwo\x1b\rthree");
  auto view = editor.view(10, 5);
  EXPECT_EQ(view.rows, (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(view.row, 2);
  EXPECT_EQ(view.column, 5);
  view = editor.view(10, 2);
  EXPECT_EQ(view.rows, (std::vector<std::string>{"two", "three"}));
  EXPECT_EQ(view.row, 1);
  view = typed("世界世界").view(6, 5);
  EXPECT_EQ(view.rows, (std::vector<std::string>{"世界", "世界"}));
}

TEST(Screen, sends_only_rows_that_differ) {
  Screen screen;
  const std::string first = screen.show({{"one", "two"}, 1, 2});
  EXPECT_NE(first.find("one"), std::string::npos);
  const std::string second = screen.show({{"one", "three"}, 0, 0});
  EXPECT_EQ(second.find("one"), std::string::npos);
  EXPECT_NE(second.find("\x1b[2;1H\x1b[2Kthree"), std::string::npos);
  screen.forget();
  EXPECT_NE(screen.show({{"one", "three"}, 0, 0}).find("one"), std::string::npos);
}

}  // namespace
}  // namespace godwit::terminal
