// SPDX-License-Identifier: Apache-2.0
// Refuses or blanks texts with words of a list. Words are found as the search finds them: case, width and accents do not matter, an entry
// of several words is found where they follow each other, and Chinese, Japanese and Korean need no spaces. Immutable; any thread.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/search_words.h"
#include "service/moderator.h"

namespace godwit::service {

class WordModerator final : public Moderator {
 public:
  /// What becomes of a text with a word of the list in it: it is refused, or each place is replaced by as many `*` as it has characters.
  enum class Action { kRefuse, kMask };

  /// `list`: an entry on each line; empty lines and those that begin with # say nothing. kInvalid names a line that cannot be searched for.
  static Result<WordModerator> parse(std::string_view list, Action action);

  Task<Result<Verdict>> judge(Statement statement) override;
  Verdict look_at(std::string_view text) const;

 private:
  explicit WordModerator(Action action) : action_(action) {}

  /// Those of the list that may be in a text of these words.
  std::vector<model::Phrase> candidates(const std::vector<model::Word>& words) const;

  Action action_;
  std::unordered_multimap<std::string, model::Phrase> by_first_word_;
};

}  // namespace godwit::service
