// SPDX-License-Identifier: Apache-2.0
#include "service/word_moderator.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"

namespace godwit::service {
namespace {

std::string_view without_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  return line;
}

/// Bytes of the first character of valid UTF-8.
std::size_t first_character(std::string_view text) {
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end;
}

/// `text` with stars in those places.
std::string mask(std::string_view text, const std::vector<model::TextRange>& places) {
  std::string out;
  std::size_t done = 0;
  for (const model::TextRange& place : places) {
    out += text.substr(done, place.offset - done);
    out.append(count_code_points(text.substr(place.offset, place.length)).value_or(1), '*');
    done = place.offset + place.length;
  }
  return out += text.substr(done);
}

}  // namespace

Result<WordModerator> WordModerator::parse(std::string_view list, Action action) {
  WordModerator moderator(action);
  std::size_t number = 0;
  while (!list.empty()) {
    const auto end = std::min(list.find('\n'), list.size());
    const std::string_view line = without_end(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    // The space says that the last word is whole.
    auto phrases = model::parse_query(std::string(line) + " ");
    if (!phrases || phrases->empty()) {
      return fail(ErrorCode::kInvalid, "line " + std::to_string(number) + ": no words, or more than 255 bytes");
    }
    model::Phrase whole{.words = {}, .beginning = phrases->back().beginning};
    for (model::Phrase& phrase : *phrases) {
      whole.words.insert(whole.words.end(), phrase.words.begin(), phrase.words.end());
    }
    std::string first = whole.words.front();
    moderator.by_first_word_.emplace(std::move(first), std::move(whole));
  }
  return moderator;
}

std::vector<model::Phrase> WordModerator::candidates(const std::vector<model::Word>& words) const {
  std::set<std::string_view> firsts;
  for (const model::Word& word : words) {
    firsts.insert(word.text);
    // A single wide character of the list begins a pair.
    if (word.wide) firsts.insert(std::string_view(word.text).substr(0, first_character(word.text)));
  }
  std::vector<model::Phrase> found;
  for (const std::string_view first : firsts) {
    const auto [begin, end] = by_first_word_.equal_range(std::string(first));
    for (auto it = begin; it != end; ++it) found.push_back(it->second);
  }
  return found;
}

Verdict WordModerator::look_at(std::string_view text) const {
  const auto places = model::find_ranges(text, candidates(model::split_words(text)), text.size());
  if (places.empty()) return {};
  if (action_ == Action::kRefuse) return {Verdict::Kind::kRefuse, "a word that this server does not allow"};
  return {Verdict::Kind::kChange, mask(text, places)};
}

Task<Result<Verdict>> WordModerator::judge(Statement statement) { co_return look_at(statement.text); }

}  // namespace godwit::service
