// SPDX-License-Identifier: Apache-2.0
// What of a message can be searched. Pure, any thread.
#pragma once

#include <optional>
#include <string>

#include "model/entry.h"

namespace godwit::model {

/// What kind of message to find; numbers as on the wire.
enum class SearchKind : std::uint8_t {
  kAny = 0,
  kText = 1,
  kPicture = 2,
  kVideo = 3,
  kVoice = 4,
  kDocument = 5,
  kLink = 6  ///< any message with a web address in it
};

struct Searchable {
  /// Current text or caption; of a document its name, then, if it has one, a line break and the caption; name and address of a place, a
  /// card's name, the fallback of a custom kind; of a merged one those of its messages, a line each.
  std::string text;
  SearchKind kind = SearchKind::kAny;  ///< kAny = of no kind that one can ask for
  bool link = false;
  bool operator==(const Searchable&) const = default;

  bool is(SearchKind asked) const {
    return asked == SearchKind::kAny || (asked == SearchKind::kLink ? link : kind == asked);
  }
};

/// nullopt when the entry is no message, or one that is no more.
std::optional<Searchable> make_searchable(const Body& body, const std::optional<Overlay>& overlay);

}  // namespace godwit::model
