// SPDX-License-Identifier: Apache-2.0
#include "terminal/screen.h"

#include "terminal/text.h"

namespace godwit::terminal {

std::string styled(Style style, std::string_view text) {
  const std::string_view codes[] = {"", "1", "2", "7", "36", "31;1"};
  if (style == Style::kPlain) return std::string(text);
  return "\x1b[" + std::string(codes[static_cast<std::size_t>(style)]) + "m" + std::string(text) + "\x1b[0m";
}

std::string Screen::show(const Picture& picture) {
  const bool whole = shown_.size() != picture.rows.size();
  std::string out = "\x1b[?25l";
  if (whole) out += "\x1b[2J";
  for (std::size_t row = 0; row < picture.rows.size(); ++row) {
    if (!whole && shown_[row] == picture.rows[row]) continue;
    out += "\x1b[" + std::to_string(row + 1) + ";1H\x1b[2K" + picture.rows[row];
  }
  shown_ = picture.rows;
  out +=
      "\x1b[" + std::to_string(picture.cursor_row + 1) + ";" + std::to_string(picture.cursor_column + 1) + "H\x1b[?25h";
  return out;
}

std::string_view Screen::enter() { return "\x1b[?1049h\x1b[?2004h"; }
std::string_view Screen::leave() { return "\x1b[?2004l\x1b[?1049l\x1b[?25h"; }

}  // namespace godwit::terminal
