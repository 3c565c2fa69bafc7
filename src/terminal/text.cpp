// SPDX-License-Identifier: Apache-2.0
#include "terminal/text.h"

#include <utf8proc.h>

#include <algorithm>

namespace godwit::terminal {
namespace {

constexpr std::string_view kReplacement = "\uFFFD";
constexpr std::string_view kEllipsis = "…";
constexpr utf8proc_int32_t kEmojiPresentation = 0xFE0F;
constexpr utf8proc_int32_t kFirstFlag = 0x1F1E6;
constexpr utf8proc_int32_t kLastFlag = 0x1F1FF;

struct CodePoint {
  utf8proc_int32_t value;  ///< -1: not UTF-8
  std::size_t length;
};

CodePoint first_code_point(std::string_view text) {
  utf8proc_int32_t value = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &value);
  if (length <= 0) return {-1, 1};
  return {value, static_cast<std::size_t>(length)};
}

bool is_safe(utf8proc_int32_t code_point) {
  if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) return false;
  const bool override_of_direction =
      (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
  return !override_of_direction && code_point != 0x2028 && code_point != 0x2029;
}

}  // namespace

Cluster first_cluster(std::string_view text) {
  CodePoint before = first_code_point(text);
  if (before.value < 0) return {text.substr(0, 1), 1};
  int width = utf8proc_charwidth(before.value);
  if (before.value >= kFirstFlag && before.value <= kLastFlag) width = 2;
  std::size_t size = before.length;
  utf8proc_int32_t state = 0;
  while (size < text.size()) {
    const CodePoint next = first_code_point(text.substr(size));
    if (next.value < 0 || utf8proc_grapheme_break_stateful(before.value, next.value, &state)) break;
    if (next.value == kEmojiPresentation && width == 1) width = 2;
    size += next.length;
    before = next;
  }
  return {text.substr(0, size), std::clamp(width, 0, 2)};
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint next = first_code_point(text);
    if (next.value == '\t') {
      out += ' ';
    } else if (next.value == '\n' || (next.value >= 0 && is_safe(next.value))) {
      out += text.substr(0, next.length);
    } else if (next.value != '\r') {
      out += kReplacement;
    }
    text.remove_prefix(next.length);
  }
  return out;
}

int width_of(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Cluster next = first_cluster(text);
    width += next.width;
    text.remove_prefix(next.bytes.size());
  }
  return width;
}

std::string fit(std::string_view text, int width) {
  std::string line = printable(text);
  std::ranges::replace(line, '\n', ' ');
  if (width_of(line) <= width) return line + std::string(static_cast<std::size_t>(width - width_of(line)), ' ');
  std::string out;
  int used = 0;
  for (std::string_view rest = line; !rest.empty();) {
    const Cluster next = first_cluster(rest);
    if (used + next.width > width - 1) break;
    out += next.bytes;
    used += next.width;
    rest.remove_prefix(next.bytes.size());
  }
  if (width > 0) {
    out += kEllipsis;
    ++used;
  }
  return out + std::string(static_cast<std::size_t>(std::max(0, width - used)), ' ');
}

std::vector<std::string> wrap(std::string_view text, int width) {
  const std::string clean = printable(text);
  std::vector<std::string> lines;
  std::string line;
  int used = 0;
  std::size_t blank = std::string::npos;  // in `line`: where it may break
  const auto end_line = [&] {
    lines.push_back(std::move(line));
    line.clear();
    used = 0;
    blank = std::string::npos;
  };
  for (std::string_view rest = clean; !rest.empty();) {
    const Cluster next = first_cluster(rest);
    rest.remove_prefix(next.bytes.size());
    if (next.bytes == "\n") {
      end_line();
      continue;
    }
    if (used + next.width > width) {
      if (next.bytes == " ") {
        end_line();
        continue;
      }
      std::string moved;
      if (blank != std::string::npos) {
        moved = line.substr(blank + 1);
        line.resize(blank);
      }
      end_line();
      line = std::move(moved);
      used = width_of(line);
    }
    if (next.bytes == " ") blank = line.size();
    line += next.bytes;
    used += next.width;
  }
  lines.push_back(std::move(line));
  return lines;
}

}  // namespace godwit::terminal
