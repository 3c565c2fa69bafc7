// SPDX-License-Identifier: Apache-2.0
#include "model/searchable.h"

#include <algorithm>

namespace godwit::model {
namespace {

template <class... F>
struct Cases : F... {
  using F::operator()...;
};

std::string lines(const std::string& first, const std::string& second) {
  if (first.empty() || second.empty()) return first + second;
  return first + "\n" + second;
}

bool begins_with_scheme(std::string_view text, std::string_view scheme) {
  return text.size() > scheme.size() && std::ranges::equal(text.substr(0, scheme.size()), scheme, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
         });
}

bool has_address(std::string_view text) {
  for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 1)) {
    if (at >= 4 && begins_with_scheme(text.substr(at - 4), "http://")) return true;
    if (at >= 5 && begins_with_scheme(text.substr(at - 5), "https://")) return true;
  }
  return false;
}

/// All that is said in it.
std::string words_of(const Merged& merged) {
  std::string words;
  for (const MergedItem& item : merged.items) {
    if (const auto one = make_searchable(item.body, std::nullopt)) words = lines(words, one->text);
  }
  return words;
}

}  // namespace

std::optional<Searchable> make_searchable(const Body& body, const std::optional<Overlay>& overlay) {
  if (!counts_as_message(body)) return std::nullopt;
  if (overlay && overlay->recalled_seq != 0) return std::nullopt;
  const bool edited = overlay && overlay->edited_seq != 0;
  const auto now = [&](const std::string& text) { return edited ? overlay->text : text; };
  Searchable out = std::visit(
      Cases{
          [&](const Text& text) { return Searchable{now(text.text), SearchKind::kText}; },
          [&](const Picture& picture) { return Searchable{now(picture.caption), SearchKind::kPicture}; },
          [&](const Video& video) { return Searchable{now(video.caption), SearchKind::kVideo}; },
          [](const Voice&) { return Searchable{"", SearchKind::kVoice}; },
          [&](const Document& file) { return Searchable{lines(file.name, now(file.caption)), SearchKind::kDocument}; },
          [](const Merged& merged) { return Searchable{words_of(merged), SearchKind::kAny}; },
          [](const Location& place) { return Searchable{lines(place.name, place.address), SearchKind::kAny}; },
          [](const Card& card) {
            return Searchable{card.shown ? card.shown->name : card.group_name, SearchKind::kAny};
          },
          [](const Custom& custom) { return Searchable{custom.fallback, SearchKind::kAny}; },
          [](const auto&) { return Searchable{}; }},
      body);
  out.link = has_address(out.text);
  return out;
}

}  // namespace godwit::model
