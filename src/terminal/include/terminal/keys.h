// SPDX-License-Identifier: Apache-2.0
// Keys out of the bytes that a terminal sends (ECMA-48 sequences as xterm, VTE, kitty and the Linux console send them, bracketed paste).
// Sans-I/O, one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace godwit::terminal {

enum class KeyKind : std::uint8_t {
  kText,   ///< `text` was typed or pasted
  kEnter,  ///< send
  kNewline,
  kTab,
  kEscape,
  kBackspace,
  kDelete,
  kLeft,
  kRight,
  kUp,
  kDown,
  kAltUp,
  kAltDown,
  kHome,
  kEnd,
  kPageUp,
  kPageDown,
  kWordBack,  ///< delete the word before the cursor (Ctrl-W)
  kLineBack,  ///< delete all before the cursor (Ctrl-U)
  kRedraw,    ///< Ctrl-L
  kQuit,      ///< Ctrl-C, Ctrl-D, Ctrl-Q
};

struct Key {
  KeyKind kind = KeyKind::kText;
  std::string text = {};
  bool operator==(const Key&) const = default;
};

class KeyReader {
 public:
  /// Keys that are complete. Unknown sequences are dropped whole.
  std::vector<Key> feed(std::string_view bytes);
  /// Something begins like a sequence: if nothing follows within some 50 ms, it was the Escape key, which give_up() says.
  bool is_waiting() const { return !held_.empty() && !pasting_; }
  std::vector<Key> give_up();

 private:
  std::optional<Key> take(bool last);

  std::string held_;
  std::string pasted_;
  bool pasting_ = false;
};

}  // namespace godwit::terminal
