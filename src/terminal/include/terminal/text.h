// SPDX-License-Identifier: Apache-2.0
// Text as a terminal shows it: what a reader sees as one character (UAX #29 grapheme cluster) takes one or two cells (UAX #11).
// Nothing that people write reaches the terminal as a control sequence. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace godwit::terminal {

/// One character as a reader sees it.
struct Cluster {
  std::string_view bytes;
  int width = 0;  ///< cells: 0 (a lone mark), 1 or 2
};

/// The first cluster of a text that is not empty. Bytes that are not UTF-8 are clusters of their own.
Cluster first_cluster(std::string_view text);

/// Control characters (ESC, C1, bidirectional overrides) and invalid bytes become U+FFFD, tabs a blank; newlines stay.
std::string printable(std::string_view text);

/// Cells of a printable text without newlines.
int width_of(std::string_view text);

/// Exactly `width` cells: cut with "…" or filled with blanks. Newlines become blanks.
std::string fit(std::string_view text, int width);

/// Lines of at most `width` cells, broken at blanks where there are some, and at newlines. At least one line; `width` ≥ 2.
std::vector<std::string> wrap(std::string_view text, int width);

}  // namespace godwit::terminal
