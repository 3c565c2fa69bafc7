// SPDX-License-Identifier: Apache-2.0
#include "model/search_words.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/utf8.h"

namespace godwit::model {
namespace {

using CodePoint = utf8proc_int32_t;

struct Decoded {
  CodePoint code = -1;  ///< -1 = not valid
  std::size_t length = 1;
};

Decoded decode(std::string_view text, std::size_t at) {
  CodePoint code = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  if (length <= 0) return {};
  return {code, static_cast<std::size_t>(length)};
}

bool is_between(CodePoint code, CodePoint first, CodePoint last) { return code >= first && code <= last; }

bool is_kana(CodePoint code) {
  return is_between(code, 0x3041, 0x3096) || is_between(code, 0x3099, 0x309A) || is_between(code, 0x309D, 0x309F) ||
         is_between(code, 0x30A1, 0x30FA) || is_between(code, 0x30FC, 0x30FF) || is_between(code, 0x31F0, 0x31FF) ||
         is_between(code, 0xFF66, 0xFF9F);
}

bool is_hangul(CodePoint code) {
  return is_between(code, 0xAC00, 0xD7A3) || is_between(code, 0x1100, 0x11FF) || is_between(code, 0x3131, 0x318E) ||
         is_between(code, 0xA960, 0xA97C) || is_between(code, 0xD7B0, 0xD7FB) || is_between(code, 0xFFA0, 0xFFDC);
}

bool is_han(CodePoint code) {
  return is_between(code, 0x3400, 0x4DBF) || is_between(code, 0x4E00, 0x9FFF) || is_between(code, 0xF900, 0xFAFF) ||
         is_between(code, 0x20000, 0x3FFFF) || is_between(code, 0x3005, 0x3007) || is_between(code, 0x3021, 0x3029) ||
         is_between(code, 0x3105, 0x312F);
}

/// Written in runs without reliable spaces.
bool is_wide(CodePoint code) { return code >= 0x1100 && (is_han(code) || is_kana(code) || is_hangul(code)); }

bool is_mark(CodePoint code) {
  if (code < 0x300) return false;
  const auto category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_ME;
}

/// Belongs to the character before it: a mark, a half-width voicing mark, a vowel or final consonant of a Korean syllable.
bool continues(CodePoint code) {
  return is_mark(code) || code == 0xFF9E || code == 0xFF9F || is_between(code, 0x1160, 0x11FF) ||
         is_between(code, 0xD7B0, 0xD7FB) || code == 0x200C || code == 0x200D || is_between(code, 0xFE00, 0xFE0F);
}

bool is_emoji(CodePoint code) { return code >= 0x2190 && (utf8proc_category(code) == UTF8PROC_CATEGORY_SO); }

bool is_word(CodePoint code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
      return true;
    default:
      return false;
  }
}

/// Scripts whose marks are accents that people leave out when they look for something. Elsewhere they are vowels.
bool has_accents(CodePoint base) { return base < 0x700 || is_between(base, 0x1E00, 0x1FFF); }

/// The folded form of a character with its marks.
std::string fold(std::string_view cluster, CodePoint base) {
  int options = UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
  // Stripping decomposes on its own: composed again, a letter that is one with its mark keeps it.
  options |= has_accents(base) ? UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK : UTF8PROC_COMPOSE;
  utf8proc_uint8_t* folded = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(cluster.data()),
                   static_cast<utf8proc_ssize_t>(cluster.size()), &folded, static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  if (length < 0) return {};
  return {reinterpret_cast<const char*>(folded), static_cast<std::size_t>(length)};
}

/// A folded character and what of the text it came from.
struct Part {
  std::string_view bytes;
  CodePoint code;
  std::size_t offset;
  std::size_t length;
};

/// Collects parts into words.
class Splitter {
 public:
  void take(const Part& part) {
    if (is_wide(part.code)) {
      end_word();
      take_wide(part);
    } else if (is_emoji(part.code)) {
      end();
      words_.push_back({std::string(part.bytes), part.offset, part.length, false});
    } else if (is_word(part.code)) {
      end_wide();
      if (!word_) word_ = Word{{}, part.offset, 0, false};
      word_->text += part.bytes;
      word_->length = part.offset + part.length - word_->offset;
    } else {
      end();
    }
  }
  void end() {
    end_word();
    end_wide();
  }
  std::vector<Word> words() && { return std::move(words_); }

 private:
  void take_wide(const Part& part) {
    const Word alone{std::string(part.bytes), part.offset, part.length, true};
    if (wide_) {
      wide_->text += part.bytes;
      wide_->length = part.offset + part.length - wide_->offset;
      words_.push_back(std::move(*wide_));
    }
    wide_ = alone;
  }
  void end_word() {
    if (word_) words_.push_back(std::move(*word_));
    word_.reset();
  }
  void end_wide() {
    if (wide_) words_.push_back(std::move(*wide_));
    wide_.reset();
  }

  std::vector<Word> words_;
  std::optional<Word> word_;
  std::optional<Word> wide_;  ///< the last character of a run so far
};

/// Characters that are their own folded form, by far the most of them.
bool is_plain(CodePoint code) {
  return is_between(code, 'a', 'z') || is_between(code, '0', '9') || is_between(code, 0x4E00, 0x9FFF) ||
         is_between(code, 0xAC00, 0xD7A3);
}

std::size_t count_characters(std::string_view text) { return count_code_points(text).value_or(0); }

/// A place where the phrase's words follow each other: those words' first and last.
bool stands_at(const std::vector<Word>& words, std::size_t at, const Phrase& phrase) {
  if (words.size() - at < phrase.words.size()) return false;
  for (std::size_t i = 0; i < phrase.words.size(); ++i) {
    const std::string& word = words[at + i].text;
    const bool last = i + 1 == phrase.words.size();
    if (last && phrase.beginning ? !word.starts_with(phrase.words[i]) : word != phrase.words[i]) return false;
  }
  return true;
}

/// The part of the last word that was asked for: of a wide word found by its first character, that one only.
std::size_t end_of(const Word& word, const std::string& asked, std::string_view text) {
  if (!word.wide || word.text == asked) return word.offset + word.length;
  const Decoded first = decode(text, word.offset);
  std::size_t end = word.offset + first.length;
  while (end < word.offset + word.length) {
    const Decoded next = decode(text, end);
    if (!continues(next.code)) break;
    end += next.length;
  }
  return end;
}

}  // namespace

std::vector<Word> split_words(std::string_view text) {
  Splitter splitter;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded base = decode(text, at);
    if (base.code < 0) {
      splitter.end();
      at += 1;
      continue;
    }
    std::size_t end = at + base.length;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) >= 0x80)) {
      const Decoded next = decode(text, end);
      if (next.code < 0 || !continues(next.code)) break;
      end += next.length;
    }
    const std::string_view cluster = text.substr(at, end - at);
    if (is_plain(base.code) && cluster.size() == base.length) {
      splitter.take({cluster, base.code, at, cluster.size()});
    } else {
      const std::string folded = fold(cluster, base.code);
      for (std::size_t i = 0; i < folded.size();) {
        const Decoded part = decode(folded, i);
        splitter.take({std::string_view(folded).substr(i, part.length), part.code, at, cluster.size()});
        i += part.length;
      }
    }
    at = end;
  }
  splitter.end();
  return std::move(splitter).words();
}

Result<std::vector<Phrase>> parse_query(std::string_view query) {
  if (query.size() > kQueryBytes) return fail(ErrorCode::kInvalid, "query: at most 256 bytes");
  if (!is_valid_utf8(query)) return fail(ErrorCode::kInvalid, "query: not UTF-8");
  std::vector<Phrase> phrases;
  const std::vector<Word> words = split_words(query);
  for (std::size_t i = 0; i < words.size();) {
    if (!words[i].wide) {
      phrases.push_back({{words[i].text}, false});
      i += 1;
      continue;
    }
    // A run: all pairs, without the last character, which stands alone; a run of one is found wherever it begins a pair.
    Phrase phrase;
    while (count_characters(words[i].text) > 1) phrase.words.push_back(words[i++].text);
    if (phrase.words.empty()) phrase = {{words[i].text}, true};
    phrases.push_back(std::move(phrase));
    i += 1;
  }
  // A space at the end says that the word is whole; else it may go on.
  if (!words.empty() && !words.back().wide && words.back().offset + words.back().length == query.size()) {
    phrases.back().beginning = true;
  }
  return phrases;
}

std::vector<TextRange> find_ranges(std::string_view text, const std::vector<Phrase>& phrases, std::size_t limit) {
  const std::vector<Word> words = split_words(text);
  std::vector<TextRange> found;
  for (std::size_t at = 0; at < words.size(); ++at) {
    for (const Phrase& phrase : phrases) {
      if (!stands_at(words, at, phrase)) continue;
      const Word& last = words[at + phrase.words.size() - 1];
      const std::size_t end = end_of(last, phrase.words.back(), text);
      found.push_back({words[at].offset, end - words[at].offset});
    }
  }
  std::ranges::sort(found, {}, &TextRange::offset);
  std::vector<TextRange> apart;
  for (const TextRange& range : found) {
    if (!apart.empty() && range.offset < apart.back().offset + apart.back().length) {
      TextRange& before = apart.back();
      before.length = std::max(before.offset + before.length, range.offset + range.length) - before.offset;
    } else {
      apart.push_back(range);
    }
  }
  if (apart.size() > limit) apart.resize(limit);
  return apart;
}

bool matches(std::string_view text, const std::vector<Phrase>& phrases) {
  const std::vector<Word> words = split_words(text);
  return std::ranges::all_of(phrases, [&](const Phrase& phrase) {
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (stands_at(words, at, phrase)) return true;
    }
    return false;
  });
}

}  // namespace godwit::model
