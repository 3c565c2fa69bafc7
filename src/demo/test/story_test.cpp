// SPDX-License-Identifier: Apache-2.0
#include "demo/story.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "demo/art.h"

namespace godwit::demo {
namespace {

constexpr UnixMillis kNow = 1'767'265'200'000;  // 2026-01-01 11:00 UTC

TEST(Story, of_the_demo_has_a_dozen_people_and_weeks_of_talk) {
  const auto story = parse_story(story_text(), kNow);
  ASSERT_TRUE(story.has_value()) << story.error().detail;
  EXPECT_GE(story->people.size(), 12);
  std::size_t lines = 0;
  UnixMillis oldest = 0;
  for (const Chat& chat : story->chats) {
    lines += chat.lines.size();
    oldest = std::max(oldest, chat.lines.front().before_now_ms);
  }
  EXPECT_GE(lines, 150);
  EXPECT_GE(oldest, 21 * 24 * 3'600'000LL);
  for (const Person& person : story->people) {
    const auto chats = std::ranges::count_if(
        story->chats, [&](const Chat& chat) { return chat.asker == person.handle || chat.other == person.handle; });
    EXPECT_GE(chats, 1) << person.handle << " has nobody to talk to";
  }
}

TEST(Story, is_read_in_all_its_forms) {
  const auto story = parse_story(
      "# a comment\nperson ada|Ada M|tides\nbot echo|Echo|\n\nchat ada echo\n-1 10:00 ada hello there\n-1 10:01 echo "
      "^[picture shore] low "
      "tide\n-1 10:02 ada +❤️\n0 -5 echo [voice 4]\nunread ada 1\n",
      kNow);
  ASSERT_TRUE(story.has_value()) << story.error().detail;
  const Chat& chat = story->chats.at(0);
  EXPECT_TRUE(story->people.at(1).bot);
  EXPECT_EQ(story->people.at(0).signature, "tides");
  EXPECT_EQ(chat.lines.at(0).text, "hello there");
  EXPECT_EQ(chat.lines.at(0).before_now_ms, 25 * 3'600'000LL);
  EXPECT_EQ(chat.lines.at(1).kind, Line::Kind::kPicture);
  EXPECT_TRUE(chat.lines.at(1).replies);
  EXPECT_EQ(chat.lines.at(1).subject, "shore");
  EXPECT_EQ(chat.lines.at(1).text, "low tide");
  EXPECT_EQ(chat.lines.at(2).kind, Line::Kind::kReaction);
  EXPECT_EQ(chat.lines.at(3).before_now_ms, 5 * 60'000);
  EXPECT_EQ(chat.unread.at("ada"), 1);
}

TEST(Story, names_the_line_that_is_wrong) {
  const std::string begin = "person ada|Ada|\nperson ben|Ben|\nchat ada ben\n";
  for (const char* row : {"-1 10:00 cleo hi", "1 10:00 ada hi", "-1 10 ada hi", "-1 10:00 ada [dance 3]", "hello",
                          "-1 10:00 ada ", "unread ada x", "chat ada cleo", "0 10:00 ada hi"}) {
    const auto story = parse_story(begin + row + "\n", kNow);
    ASSERT_FALSE(story.has_value()) << row;
    EXPECT_EQ(story.error().detail, "story: line 4") << row;
  }
  EXPECT_FALSE(parse_story(begin + "-1 10:00 ada a\n-2 10:00 ada b\n", kNow).has_value()) << "time goes on";
}

TEST(Art, is_png_and_wav_of_the_size_it_says) {
  for (const char* scene : {"shore", "flock", "tea", "river", "train", "notes", "something else"}) {
    const Drawing drawing = draw(scene);
    EXPECT_TRUE(drawing.png.starts_with("\x89PNG\r\n")) << scene;
    EXPECT_GT(drawing.width, 0);
    EXPECT_LT(drawing.png.size(), 400'000) << scene;
  }
  EXPECT_NE(draw_portrait("ada").png, draw_portrait("ben").png);
  const Sound sound = call_birds(3);
  EXPECT_TRUE(sound.wav.starts_with("RIFF"));
  EXPECT_EQ(sound.duration_ms, 3'000);
  EXPECT_EQ(sound.wav.size(), 44 + 2 * 8'000 * 3);
  EXPECT_EQ(sound.waveform.size(), 64);
}

}  // namespace
}  // namespace godwit::demo
