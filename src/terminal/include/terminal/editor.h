// SPDX-License-Identifier: Apache-2.0
// What is being written: a text with a cursor that moves by characters as a reader sees them. Sans-I/O, one thread.
#pragma once

#include <string>
#include <vector>

#include "terminal/keys.h"

namespace godwit::terminal {

class Editor {
 public:
  /// Whether the key was one for the editor.
  bool on_key(const Key& key);
  const std::string& text() const { return text_; }
  void set_text(std::string text);
  std::string take();

  struct View {
    std::vector<std::string> rows;
    int row = 0;  ///< of the cursor
    int column = 0;
  };
  /// Wrapped at `width` cells; at most `height` rows, those around the cursor.
  View view(int width, int height) const;

 private:
  std::size_t cluster_before() const;

  std::string text_;
  std::size_t cursor_ = 0;  ///< a byte, at the border of a cluster
};

}  // namespace godwit::terminal
