// SPDX-License-Identifier: Apache-2.0
#include "demo/story.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace godwit::demo {
namespace {

constexpr UnixMillis kMinute = 60'000;
constexpr UnixMillis kDay = 24 * 60 * kMinute;

/// What stands before the separator; takes both off.
std::string_view take(std::string_view& text, char separator) {
  const auto end = std::min(text.find(separator), text.size());
  const auto piece = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return piece;
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<UnixMillis> before_now(std::string_view day, std::string_view time, UnixMillis now) {
  const auto days = number(day);
  if (!days || *days > 0) return std::nullopt;
  if (time.starts_with('-')) {
    const auto minutes = number(time);
    return *days == 0 && minutes ? std::optional(-*minutes * kMinute) : std::nullopt;
  }
  const auto hour = number(take(time, ':'));
  const auto minute = number(time);
  if (!hour || !minute || *days == 0) return std::nullopt;
  const UnixMillis midnight = now - now % kDay;
  return now - (midnight + *days * kDay + (*hour * 60 + *minute) * kMinute);
}

bool read_what(std::string_view what, Line& line) {
  if (what.empty()) return false;
  if (what.front() == '+') {
    line.kind = Line::Kind::kReaction;
    line.text = what.substr(1);
    return true;
  }
  if (what.front() == '^') {
    line.replies = true;
    what.remove_prefix(1);
  }
  if (!what.starts_with('[')) {
    line.text = what;
    return true;
  }
  what.remove_prefix(1);
  std::string_view inside = take(what, ']');
  const auto kind = take(inside, ' ');
  line.subject = inside;
  line.text = what.starts_with(' ') ? what.substr(1) : what;
  line.kind = kind == "picture" ? Line::Kind::kPicture : kind == "voice" ? Line::Kind::kVoice : Line::Kind::kFile;
  return !line.subject.empty() && (kind == "picture" || kind == "voice" || kind == "file");
}

/// False when the row has none of the forms.
bool read_row(std::string_view row, UnixMillis now, Story& story) {
  const auto first = take(row, ' ');
  if (first == "person" || first == "bot") {
    Person person{.handle = std::string(take(row, '|')), .name = std::string(take(row, '|')), .signature = {}};
    person.signature = row;
    person.bot = first == "bot";
    story.people.push_back(std::move(person));
    return !story.people.back().name.empty();
  }
  if (first == "chat") {
    Chat chat{.asker = std::string(take(row, ' ')), .other = std::string(row), .lines = {}, .unread = {}};
    const auto known = [&](const std::string& handle) {
      return std::ranges::find(story.people, handle, &Person::handle) != story.people.end();
    };
    story.chats.push_back(std::move(chat));
    return known(story.chats.back().asker) && known(story.chats.back().other);
  }
  if (story.chats.empty()) return false;
  Chat& chat = story.chats.back();
  if (first == "unread") {
    const std::string handle(take(row, ' '));
    const auto count = number(row);
    if (!count || *count < 1) return false;
    chat.unread[handle] = static_cast<std::uint32_t>(*count);
    return true;
  }
  const auto time = take(row, ' ');
  const auto before = before_now(first, time, now);
  Line line{.before_now_ms = before.value_or(0), .author = std::string(take(row, ' ')), .text = {}, .subject = {}};
  if (!before || !read_what(row, line)) return false;
  if (line.author != chat.asker && line.author != chat.other) return false;
  const bool ordered = chat.lines.empty() || chat.lines.back().before_now_ms >= line.before_now_ms;
  chat.lines.push_back(std::move(line));
  return ordered;
}

}  // namespace

Result<Story> parse_story(std::string_view text, UnixMillis now) {
  Story story;
  for (int number = 1; !text.empty(); ++number) {
    const auto row = take(text, '\n');
    if (row.empty() || row.starts_with('#')) continue;
    if (!read_row(row, now, story)) return fail(ErrorCode::kInvalid, "story: line " + std::to_string(number));
  }
  return story;
}

}  // namespace godwit::demo
