// SPDX-License-Identifier: Apache-2.0
// What a text is found by. A text falls into words: runs of letters and digits, folded (NFKC, case, accents; Unicode's rules by utf8proc),
// and an emoji each. Chinese, Japanese and Korean are written without spaces that one could rely on: a run of their characters gives one
// word for each character, made of it and the next one; the last stands alone. Pure, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace godwit::model {

inline constexpr std::size_t kQueryBytes = 256;

/// A word and where it is in the text, in bytes of UTF-8.
struct Word {
  std::string text;  ///< folded, valid UTF-8
  std::size_t offset = 0;
  std::size_t length = 0;
  bool wide = false;  ///< of a Chinese, Japanese or Korean run
  bool operator==(const Word&) const = default;
};

/// Of valid UTF-8, in order. Bytes that are not valid separate words.
std::vector<Word> split_words(std::string_view text);

/// Words that must follow each other; the last of them may be a beginning.
struct Phrase {
  std::vector<std::string> words;
  bool beginning = false;
  bool operator==(const Phrase&) const = default;
};

/// What is looked for: all phrases must be there. A word is a phrase; a run of n ≥ 2 wide characters is one of n - 1 words; a single wide
/// character is found wherever it stands. The last word of the query may be a beginning. Empty when the query has no word.
/// kInvalid when it is no UTF-8 or longer than kQueryBytes.
Result<std::vector<Phrase>> parse_query(std::string_view query);

/// A part of a text, in bytes.
struct TextRange {
  std::size_t offset = 0;
  std::size_t length = 0;
  bool operator==(const TextRange&) const = default;
};

/// Where the phrases are: ascending, apart, at most `limit`.
std::vector<TextRange> find_ranges(std::string_view text, const std::vector<Phrase>& phrases, std::size_t limit);

/// Whether all phrases are there: what the index answers, said plainly.
bool matches(std::string_view text, const std::vector<Phrase>& phrases);

}  // namespace godwit::model
