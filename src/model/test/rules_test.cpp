// SPDX-License-Identifier: Apache-2.0
// Handles, names, passwords, texts and amendments, by table.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/conversation_settings.h"
#include "model/entry.h"
#include "model/text.h"
#include "model/user.h"

namespace godwit::model {
namespace {

using namespace std::string_literals;

TEST(Handles, are_folded_to_lower_case) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"amy", "amy"},     {"Amy", "amy"}, {"a_b", "a_b"},
      {"a.b.c", "a.b.c"}, {"A0_", "a0_"}, {"x" + std::string(31, '9'), "x" + std::string(31, '9')},
  };
  for (const auto& [given, handle] : table) EXPECT_EQ(normalise_handle(given), handle) << given;
}

TEST(Handles, keep_to_the_rules) {
  for (const std::string& bad : {""s, "ab"s, std::string(33, 'a'), "1ab"s, "_ab"s, ".ab"s, "ab."s, "a..b"s, "a b"s,
                                 "amy!"s, "ämy"s, "amy\n"s, "am\0y"s, "a-b"s, "@amy"s}) {
    const auto handle = normalise_handle(bad);
    ASSERT_FALSE(handle.has_value()) << bad;
    EXPECT_EQ(handle.error().code, ErrorCode::kInvalid);
  }
}

TEST(Names, are_trimmed_and_may_fall_back) {
  EXPECT_EQ(normalise_name("  Amy Ü. \t"), "Amy Ü.");
  EXPECT_EQ(normalise_name(" ", "amy"), "amy");
  std::string sixty_four;
  for (int i = 0; i < 64; ++i) sixty_four += "ü";
  EXPECT_EQ(normalise_name(sixty_four), sixty_four);
  for (const std::string& bad : {""s, "  "s, sixty_four + "u", "a\nb"s, "a\x7F"s, "\xFF"s, "a\0b"s}) {
    EXPECT_FALSE(normalise_name(bad).has_value()) << bad;
  }
}

TEST(Passwords, have_8_to_256_bytes) {
  EXPECT_FALSE(check_password("1234567").has_value());
  EXPECT_TRUE(check_password("12345678").has_value());
  EXPECT_TRUE(check_password(std::string(256, 'x')).has_value());
  EXPECT_FALSE(check_password(std::string(257, 'x')).has_value());
}

TEST(Trim, takes_ascii_white_space_only) {
  EXPECT_EQ(trim(" \t\r\n\v\f a b \n"), "a b");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim(" \n "), "");
  EXPECT_EQ(trim("\u00A0a"), "\u00A0a");
}

TEST(MessageText, keeps_to_the_rules) {
  for (const std::string& good : {"a"s, " a "s, "line\nline\ttab"s, "🐦"s, std::string(limits::kTextBytes, 'x')}) {
    EXPECT_TRUE(check_message_text(good).has_value()) << good.substr(0, 20);
  }
  for (const std::string& bad : {""s, " \n\t"s, "\xFF"s, "a\0b"s, std::string(limits::kTextBytes + 1, 'x')}) {
    const Status status = check_message_text(bad);
    ASSERT_FALSE(status.has_value()) << bad.substr(0, 20);
    EXPECT_EQ(status.error().code, ErrorCode::kInvalid);
  }
}

TEST(RequestText, may_be_empty_but_not_long) {
  EXPECT_TRUE(check_request_text("").has_value());
  EXPECT_TRUE(check_request_text(std::string(limits::kContactTextBytes, 'x')).has_value());
  EXPECT_FALSE(check_request_text(std::string(limits::kContactTextBytes + 1, 'x')).has_value());
  EXPECT_FALSE(check_request_text("\xFF").has_value());
  EXPECT_FALSE(check_request_text("a\0"s).has_value());
}

const std::vector<Body> kBodies = {std::monostate(), Text{"hi"},       Edit{3, "ho"},    Recall{4},
                                   DirectStarted{},  ContactChanged{}, ProfileChanged{}, UnknownBody{"x"}};

TEST(Bodies, count_as_messages_when_they_are_texts) {
  for (const Body& body : kBodies)
    EXPECT_EQ(counts_as_message(body), std::holds_alternative<Text>(body)) << body.index();
}

TEST(Bodies, point_at_a_target_when_they_amend) {
  for (const Body& body : kBodies) {
    const Seq expected = std::holds_alternative<Edit>(body) ? 3 : std::holds_alternative<Recall>(body) ? 4 : 0;
    EXPECT_EQ(target_of(body), expected) << body.index();
  }
}

Entry entry_of(Body body) {
  return {.log = LogId::direct(UserId(1), UserId(2)), .seq = 3, .author = UserId(1), .body = std::move(body)};
}

TEST(Amendments, are_for_texts_of_ones_own) {
  EXPECT_EQ(check_amendment(UserId(1), Edit{.target = 1, .text = "x"}, nullptr).error().code, ErrorCode::kNotFound);
  for (const Body& body : kBodies) {
    const Entry target = entry_of(body);
    const Status status = check_amendment(UserId(1), Edit{.target = 1, .text = "x"}, &target);
    if (std::holds_alternative<Text>(body)) {
      EXPECT_TRUE(status.has_value());
    } else {
      ASSERT_FALSE(status.has_value()) << body.index();
      EXPECT_EQ(status.error().code, ErrorCode::kConflict) << body.index();
    }
  }
  const Entry theirs = entry_of(Text{"hi"});
  EXPECT_EQ(check_amendment(UserId(2), Edit{.target = 1, .text = "x"}, &theirs).error().code, ErrorCode::kForbidden);
}

TEST(Amendments, go_on_after_an_edit_and_end_with_a_recall) {
  Entry target = entry_of(Text{"hi"});
  target.overlay = Overlay{.edited_seq = 5, .text = "ho", .recalled_seq = 0};
  EXPECT_TRUE(check_amendment(UserId(1), Edit{.target = 1, .text = "x"}, &target).has_value());
  target.overlay->recalled_seq = 6;
  EXPECT_EQ(check_amendment(UserId(1), Edit{.target = 1, .text = "x"}, &target).error().code, ErrorCode::kConflict);
  target.body = std::monostate();
  EXPECT_EQ(check_amendment(UserId(1), Edit{.target = 1, .text = "x"}, &target).error().code, ErrorCode::kConflict);
}

TEST(ConversationSettings, keep_to_the_limits) {
  const std::string longest(limits::kTextBytes, 'x');
  for (const ConversationSettings& good :
       {ConversationSettings{}, ConversationSettings{.muted_until_ms = INT64_MAX},
        ConversationSettings{.draft = longest},
        ConversationSettings{.archived_seq = INT64_MAX, .unread_seq = 1, .draft_reply_to = 7}}) {
    EXPECT_TRUE(check_settings(good));
  }
  const std::vector<std::pair<ConversationSettings, std::string>> table = {
      {{.muted_until_ms = -1}, "muted_until_ms"},
      {{.pinned_ms = -1}, "pinned_ms"},
      {{.draft_ms = -1}, "draft_ms"},
      {{.archived_seq = std::uint64_t{1} << 63}, "archived_seq"},
      {{.unread_seq = UINT64_MAX}, "unread_seq"},
      {{.draft = longest + "x"}, "draft"},
      {{.draft_reply_to = UINT64_MAX}, "draft_reply_to"},
      {{.draft = "\xFF"}, "draft"},
  };
  for (const auto& [bad, field] : table) {
    const Status status = check_settings(bad);
    ASSERT_FALSE(status) << field;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalid);
    EXPECT_NE(status.error().detail.find(field), std::string::npos) << status.error().detail;
  }
}

}  // namespace
}  // namespace godwit::model
