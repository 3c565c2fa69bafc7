// SPDX-License-Identifier: Apache-2.0
// What the demo's people said to each other: the text of story.txt as values. Any lane.
//
//   person <handle>|<name>|<signature>         bot …: a program
//   chat <handle> <handle>                     what follows is between these two; the first one asked for the contact
//   <day> <hh:mm> <handle> <what>              day ≤ 0, before today, UTC
//   0 -<minutes> <handle> <what>               before now
//   unread <handle> <count>                    so many of the last messages were not seen
// <what> is a text; ^text answers the message before; +emoji reacts to it; [picture scene] caption; [voice seconds]; [file name].
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

namespace godwit::demo {

struct Person {
  std::string handle;
  std::string name;
  std::string signature;
  bool bot = false;
};

struct Line {
  enum class Kind : std::uint8_t { kText, kReaction, kPicture, kVoice, kFile };
  UnixMillis before_now_ms = 0;
  std::string author;
  Kind kind = Kind::kText;
  std::string text;     ///< text, emoji or caption
  std::string subject;  ///< scene, file name or seconds
  bool replies = false;
};

struct Chat {
  std::string asker;
  std::string other;
  std::vector<Line> lines;  ///< ascending in time
  std::map<std::string, std::uint32_t> unread;
};

struct Story {
  std::vector<Person> people;
  std::vector<Chat> chats;
};

/// kInvalid with the number of the line. `now` places the days.
Result<Story> parse_story(std::string_view text, UnixMillis now);

/// The one that is compiled in.
std::string_view story_text();

}  // namespace godwit::demo
