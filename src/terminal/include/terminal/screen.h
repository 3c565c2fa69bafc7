// SPDX-License-Identifier: Apache-2.0
// What the terminal shows, and the bytes that change it into something else: only rows that differ are sent. Sans-I/O, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::terminal {

enum class Style : std::uint8_t { kPlain, kBold, kDim, kReverse, kAccent, kAlert };

/// The text between the sequences that switch the style on and off (SGR, ECMA-48 §8.3.117). `text` is printable.
std::string styled(Style style, std::string_view text);

struct Picture {
  std::vector<std::string> rows;  ///< each at most as wide as the terminal
  int cursor_row = 0;
  int cursor_column = 0;
};

class Screen {
 public:
  /// Bytes for the terminal.
  std::string show(const Picture& picture);
  /// Nothing of what is there can be relied on: the next show() sends all.
  void forget() { shown_.clear(); }

  /// The alternate screen and bracketed paste, on and off.
  static std::string_view enter();
  static std::string_view leave();

 private:
  std::vector<std::string> shown_;
};

}  // namespace godwit::terminal
