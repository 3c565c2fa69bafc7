// SPDX-License-Identifier: Apache-2.0
#include "model/span.h"

#include <gmock/gmock.h>

#include <string>

namespace godwit::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Span bold(std::uint32_t offset, std::uint32_t length) {
  return {.kind = SpanKind::kBold, .offset = offset, .length = length};
}
Span link(std::string url) { return {.kind = SpanKind::kLink, .offset = 0, .length = 1, .url = std::move(url)}; }

struct Case {
  const char* name;
  std::string text;
  std::vector<Span> spans;
  bool fine;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class Spans : public testing::TestWithParam<Case> {};

TEST_P(Spans, are_checked) { EXPECT_EQ(check_spans(GetParam().text, GetParam().spans).has_value(), GetParam().fine); }

INSTANTIATE_TEST_SUITE_P(
    Table, Spans,
    testing::Values(Case{"none", "abc", {}, true}, Case{"all_of_it", "abc", {bold(0, 3)}, true},
                    Case{"beyond", "abc", {bold(1, 3)}, false},
                    Case{"beyond_what_numbers_hold", "abc", {bold(1, 0xFFFFFFFF)}, false},
                    Case{"empty", "abc", {bold(1, 0)}, false}, Case{"of_no_text", "", {bold(0, 1)}, false},
                    Case{"a_character_of_three_bytes", "世界", {bold(3, 3)}, true},
                    Case{"begins_within_a_character", "世界", {bold(1, 5)}, false},
                    Case{"ends_within_a_character", "世界", {bold(0, 4)}, false},
                    Case{"nested", "abcdef", {bold(0, 6), bold(1, 2), bold(3, 3)}, true},
                    Case{"the_same_twice", "abc", {bold(0, 2), bold(0, 2)}, true},
                    Case{"apart", "abcdef", {bold(0, 2), bold(2, 2)}, true},
                    Case{"crossing", "abcdef", {bold(0, 3), bold(2, 3)}, false},
                    Case{"crossing_the_outer_of_two", "abcdef", {bold(0, 4), bold(1, 2), bold(3, 3)}, false},
                    Case{"not_ascending", "abcdef", {bold(2, 2), bold(0, 2)}, false},
                    Case{"the_shorter_first", "abcdef", {bold(0, 2), bold(0, 3)}, false},
                    Case{"no_kind", "abc", {{.offset = 0, .length = 1}}, false},
                    Case{"https", "abc", {link("https://example.org/a?b#c")}, true},
                    Case{"mail", "abc", {link("mailto:ann@example.org")}, true},
                    Case{"a_script", "abc", {link("javascript:alert(1)")}, false},
                    Case{"a_space_in_the_url", "abc", {link("https://a b")}, false},
                    Case{"a_long_url", "abc", {link("https://" + std::string(2'041, 'a'))}, false},
                    Case{"a_url_of_bold", "abc", {{SpanKind::kBold, 0, 1, "https://a", {}}}, false},
                    Case{"a_mention", "abc", {{SpanKind::kMention, 0, 1, "", UserId(5)}}, true},
                    Case{"a_mention_of_nobody", "abc", {{SpanKind::kMention, 0, 1, "", {}}}, false},
                    Case{"bold_of_somebody", "abc", {{SpanKind::kBold, 0, 1, "", UserId(5)}}, false},
                    Case{"a_hundred", "abc", std::vector<Span>(100, bold(0, 1)), true},
                    Case{"more", "abc", std::vector<Span>(101, bold(0, 1)), false}),
    [](const auto& info) { return info.param.name; });

TEST(Mentions, are_each_named_once) {
  const std::vector<Span> spans = {{SpanKind::kMention, 0, 1, "", UserId(7)},
                                   bold(0, 1),
                                   {SpanKind::kMention, 1, 1, "", UserId(5)},
                                   {SpanKind::kMention, 2, 1, "", UserId(7)}};
  EXPECT_THAT(mentioned(spans), ElementsAre(UserId(5), UserId(7)));
  EXPECT_FALSE(mentions_all(spans));
  EXPECT_THAT(mentioned({{SpanKind::kMentionAll, 0, 1, "", {}}}), IsEmpty());
  EXPECT_TRUE(mentions_all({{SpanKind::kMentionAll, 0, 1, "", {}}}));
}

}  // namespace
}  // namespace godwit::model
