// SPDX-License-Identifier: Apache-2.0
#include "protocol/body_codec.h"

#include <gtest/gtest.h>

#include <vector>

namespace godwit::protocol {
namespace {

std::vector<model::Body> every_kind() {
  const model::User ann{UserId(11), "ann", "Ann 🐦"};
  const model::Contact row{.user = ann,
                           .state = model::ContactState::kIncoming,
                           .alias = "annie",
                           .request_text = "hello",
                           .blocked = true,
                           .changed_ms = 1'767'225'600'000};
  const model::Context context{.reply_to = 3,
                               .thread_root = 2,
                               .origin = model::Origin{UserId(12), 1'767'225'600'000},
                               .expires_ms = 1'767'225'700'000,
                               .spans = {{model::SpanKind::kLink, 0, 2, "https://example.org", {}},
                                         {model::SpanKind::kMention, 0, 1, "", UserId(12)}}};
  const LogId log = *LogId::parse("g.77");
  return {
      model::Text{"hi"},
      model::Text{"hi", context},
      model::Edit{7, "better", context.spans},
      model::Merged{{{UserId(11), 1'767'225'600'000, model::Text{"hi", context}}}, context},
      model::Location{.latitude = 47.5, .longitude = -8.25, .name = "Here", .address = "There", .context = context},
      model::Card{.user = UserId(12), .context = context},
      model::Card{.group_link = "code"},
      model::Custom{.type = "org.example", .data = std::string("\0\1", 2), .fallback = "a poll", .context = context},
      model::Pin{7, true},
      model::ExpiryChanged{60},
      model::ConversationChanged{log, {.muted_until_ms = 5, .pinned_ms = 6, .archived_seq = 6, .draft = "hm"}},
      model::MessagesHidden{log, {1, 2}},
      model::Text{""},
      model::Edit{7, "better"},
      model::Recall{~0ULL},
      model::DirectStarted{UserId(12), "let me in"},
      model::ContactChanged{row},
      model::ProfileChanged{ann}};
}

TEST(BodyCodec, gives_back_every_kind_of_body) {
  for (const model::Body& body : every_kind()) {
    const std::string bytes = encode_body(body);
    EXPECT_FALSE(bytes.empty()) << body.index();
    EXPECT_EQ(decode_body(bytes), body) << body.index();
  }
}

TEST(BodyCodec, writes_ranges_alone) {
  const std::vector<model::Span> spans = {{model::SpanKind::kBold, 1, 2, "", {}},
                                          {model::SpanKind::kMentionAll, 4, 4, "", {}}};
  EXPECT_EQ(decode_spans(encode_spans(spans)), spans);
  EXPECT_EQ(encode_spans({}), "");
  EXPECT_TRUE(decode_spans("").empty());
  EXPECT_TRUE(decode_spans("\xff\xff").empty());
}

TEST(BodyCodec, writes_a_tombstone_as_nothing) {
  EXPECT_EQ(encode_body(std::monostate{}), "");
  EXPECT_EQ(decode_body(""), model::Body(std::monostate{}));
}

TEST(BodyCodec, writes_the_documented_bytes) {
  EXPECT_EQ(encode_body(model::Text{"hi"}), std::string("\x0a\x04\x0a\x02hi"));
  EXPECT_EQ(encode_body(model::Recall{5}), std::string("\x1a\x02\x08\x05"));
}

TEST(BodyCodec, keeps_what_a_newer_version_wrote) {
  const std::string newer("\xa2\x06\x02hi");  // field 100
  const model::Body body = decode_body(newer);
  ASSERT_TRUE(std::holds_alternative<model::UnknownBody>(body));
  EXPECT_EQ(encode_body(body), newer);
}

TEST(BodyCodec, keeps_a_contact_row_with_a_state_it_does_not_know) {
  const std::string newer("\x82\x02\x04\x0a\x02\x10\x09");  // contact_changed{contact{state: 9}}
  EXPECT_EQ(decode_body(newer), model::Body(model::UnknownBody{newer}));
}

TEST(BodyCodec, keeps_garbage_as_it_is) {
  for (const std::string& garbage : {std::string("\xff\xff\xff"), std::string("\x0a\x7f"), std::string(1, '\0'),
                                     std::string("\x0a\x04\x0a\x02\xc3\x28")}) {
    EXPECT_EQ(decode_body(garbage), model::Body(model::UnknownBody{garbage}));
    EXPECT_EQ(encode_body(decode_body(garbage)), garbage);
  }
}

TEST(BodyCodec, survives_every_truncation_of_every_kind) {
  for (const model::Body& body : every_kind()) {
    const std::string bytes = encode_body(body);
    for (std::size_t size = 0; size < bytes.size(); ++size) static_cast<void>(decode_body(bytes.substr(0, size)));
  }
}

}  // namespace
}  // namespace godwit::protocol
