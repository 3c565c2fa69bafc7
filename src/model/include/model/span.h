// SPDX-License-Identifier: Apache-2.0
// Ranges of a text: formatting, links, mentions. The text itself stays plain. Plain values, any lane.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

namespace godwit::model {

/// What a range of a text is; numbers as on the wire.
enum class SpanKind : std::uint8_t {
  kUnspecified = 0,
  kBold = 1,
  kItalic = 2,
  kStrike = 3,
  kCode = 4,
  kPre = 5,
  kLink = 6,
  kMention = 7,
  kMentionAll = 8,
  kSpoiler = 9
};

/// A range of a text, in bytes of UTF-8.
struct Span {
  SpanKind kind = SpanKind::kUnspecified;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  std::string url = {};  ///< of a link; empty = the text of the range
  UserId user = {};      ///< of a mention
  bool operator==(const Span&) const = default;
};

/// At most 100, ascending by offset and the longer first, within the text and at its code points, nested or apart but never crossing;
/// a url only of a link (http, https or mailto, ≤ 2,048 bytes), a user only and always of a mention. kInvalid names what is wrong.
Status check_spans(std::string_view text, const std::vector<Span>& spans);

/// Whom they mention, each once, ascending.
std::vector<UserId> mentioned(const std::vector<Span>& spans);
bool mentions_all(const std::vector<Span>& spans);

}  // namespace godwit::model
