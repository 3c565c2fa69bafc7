// SPDX-License-Identifier: Apache-2.0
#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using model::Edit;
using model::Overlay;
using model::Recall;
using model::Text;

struct Talk {
  UserId ann;
  UserId bob;
  LogId log;
};

Talk begin_talk(World& world) {
  const UserId ann = world.make_user("ann");
  const UserId bob = world.make_user("bob");
  return {ann, bob, world.befriend(ann, bob)};
}

TEST_P(AmendContract, an_edit_is_an_entry_and_an_overlay_on_its_target) {
  const Talk talk = begin_talk(*this);
  const Seq target = say(talk.ann, talk.log, "helo");
  const auto edited = append(talk.ann, talk.log, Edit{target, "hello"});
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->entry.seq, target + 1);
  EXPECT_EQ(edited->entry.body, model::Body(Edit{target, "hello"}));
  const model::Entry now = entry(talk.bob, talk.log, target);
  EXPECT_EQ(now.body, model::Body(Text{"helo"})) << "entries never change; the overlay says what happened";
  EXPECT_EQ(now.overlay, (Overlay{target + 1, "hello", 0}));
  EXPECT_EQ(entry(talk.bob, talk.log, target + 1).body, model::Body(Edit{target, "hello"}));
}

TEST_P(AmendContract, the_last_edit_wins) {
  const Talk talk = begin_talk(*this);
  const Seq target = say(talk.ann, talk.log, "1");
  const Seq other = say(talk.ann, talk.log, "other");
  ASSERT_TRUE(append(talk.ann, talk.log, Edit{target, "2"}));
  const auto last = append(talk.ann, talk.log, Edit{target, "3"});
  ASSERT_TRUE(last);
  EXPECT_EQ(entry(talk.bob, talk.log, target).overlay, (Overlay{last->entry.seq, "3", 0}));
  EXPECT_FALSE(entry(talk.bob, talk.log, other).overlay);
}

TEST_P(AmendContract, a_recall_erases_the_text_and_every_edit_of_it) {
  const Talk talk = begin_talk(*this);
  const Seq target = say(talk.ann, talk.log, "secret 1");
  const Seq other = say(talk.ann, talk.log, "stays");
  ASSERT_TRUE(append(talk.ann, talk.log, Edit{target, "secret 2"}));
  ASSERT_TRUE(append(talk.ann, talk.log, Edit{other, "stays too"}));
  ASSERT_TRUE(append(talk.ann, talk.log, Edit{target, "secret 3"}));
  const auto recalled = append(talk.ann, talk.log, Recall{target});
  ASSERT_TRUE(recalled);

  for (const UserId reader : {talk.ann, talk.bob}) {
    const auto entries = read_all(reader, talk.log);
    ASSERT_EQ(entries.size(), 7U);
    EXPECT_EQ(entries[target - 1].body, model::Body()) << "a tombstone that keeps its seq";
    EXPECT_EQ(entries[target - 1].overlay, (Overlay{6, "", recalled->entry.seq}));
    EXPECT_EQ(entries[3].body, model::Body());
    EXPECT_EQ(entries[5].body, model::Body());
    EXPECT_EQ(entries[6].body, model::Body(Recall{target}));
    EXPECT_EQ(entries[other - 1].overlay, (Overlay{5, "stays too", 0})) << "others are left alone";
    EXPECT_EQ(entries[4].body, model::Body(Edit{other, "stays too"}));
  }
}

TEST_P(AmendContract, no_repeat_brings_back_what_was_recalled) {
  const Talk talk = begin_talk(*this);
  const Append text = request(talk.ann, talk.log, Text{"secret 1"});
  const auto said = run(logs().append(text));
  ASSERT_TRUE(said);
  const Append edit = request(talk.ann, talk.log, Edit{said->entry.seq, "secret 2"});
  ASSERT_TRUE(run(logs().append(edit)));
  ASSERT_TRUE(append(talk.ann, talk.log, Recall{said->entry.seq}));
  for (const Append& repeat : {text, edit}) {
    const auto again = run(logs().append(repeat));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->entry.body, model::Body());
    if (again->entry.overlay) EXPECT_EQ(again->entry.overlay->text, "");
  }
  EXPECT_EQ(head(talk.bob, talk.log).last_message->body, model::Body());
}

TEST_P(AmendContract, refuses_targets_that_are_not_there) {
  const Talk talk = begin_talk(*this);
  say(talk.ann, talk.log, "one");
  for (const Seq missing : {Seq{0}, Seq{3}, Seq{INT64_MAX}, Seq{1} << 63, ~Seq{0}}) {
    EXPECT_EQ(code(append(talk.ann, talk.log, Edit{missing, "x"})), ErrorCode::kNotFound) << missing;
    EXPECT_EQ(code(append(talk.ann, talk.log, Recall{missing})), ErrorCode::kNotFound) << missing;
  }
  const Seq elsewhere = say(talk.ann, LogId::direct(talk.ann, talk.ann), "note");
  EXPECT_EQ(elsewhere, 1U) << "seq 1 of another log is a text, here it is not";
  EXPECT_EQ(code(append(talk.ann, talk.log, Edit{elsewhere, "x"})), ErrorCode::kConflict);
  EXPECT_EQ(head(talk.ann, talk.log).seq, 2U);
}

TEST_P(AmendContract, refuses_messages_of_others) {
  const Talk talk = begin_talk(*this);
  const Seq target = say(talk.ann, talk.log, "one");
  EXPECT_EQ(code(append(talk.bob, talk.log, Edit{target, "x"})), ErrorCode::kForbidden);
  EXPECT_EQ(code(append(talk.bob, talk.log, Recall{target})), ErrorCode::kForbidden);
  EXPECT_FALSE(entry(talk.ann, talk.log, target).overlay);
}

TEST_P(AmendContract, refuses_what_is_not_a_text_or_was_recalled) {
  const Talk talk = begin_talk(*this);
  EXPECT_EQ(code(append(talk.bob, talk.log, Recall{1})), ErrorCode::kConflict) << "DirectStarted";
  const Seq target = say(talk.ann, talk.log, "one");
  const auto edit = append(talk.ann, talk.log, Edit{target, "two"});
  ASSERT_TRUE(edit);
  EXPECT_EQ(code(append(talk.ann, talk.log, Recall{edit->entry.seq})), ErrorCode::kConflict) << "an edit is no message";
  ASSERT_TRUE(append(talk.ann, talk.log, Recall{target}));
  EXPECT_EQ(code(append(talk.ann, talk.log, Edit{target, "three"})), ErrorCode::kConflict);
  EXPECT_EQ(code(append(talk.ann, talk.log, Recall{target})), ErrorCode::kConflict);
  EXPECT_EQ(head(talk.ann, talk.log).seq, 4U);
}

TEST_P(AmendContract, refuses_without_the_right_to_send) {
  const Talk talk = begin_talk(*this);
  const Seq target = say(talk.ann, talk.log, "one");
  ASSERT_TRUE(change(talk.bob, talk.ann, model::BlockUser{true}));
  EXPECT_EQ(code(append(talk.ann, talk.log, Edit{target, "x"})), ErrorCode::kNotAContact);
  EXPECT_EQ(code(append(talk.ann, talk.log, Recall{target})), ErrorCode::kNotAContact);
}

TEST_P(AmendContract, the_last_message_of_a_head_carries_its_overlay) {
  const Talk talk = begin_talk(*this);
  const Seq target = say(talk.ann, talk.log, "helo");
  ASSERT_TRUE(append(talk.ann, talk.log, Edit{target, "hello"}));
  const model::Head now = head(talk.bob, talk.log);
  EXPECT_EQ(now.seq, target + 1);
  ASSERT_TRUE(now.last_message);
  EXPECT_EQ(now.last_message->seq, target);
  EXPECT_EQ(now.last_message->overlay, (Overlay{target + 1, "hello", 0}));
}

TEST_P(AmendContract, keeps_kinds_of_a_newer_version_as_they_are) {
  const Talk talk = begin_talk(*this);
  // Field 900, a string: no kind that is known today.
  const model::UnknownBody newer{std::string("\xA2\x38\x03new", 6)};
  const auto appended = append(talk.ann, talk.log, newer);
  ASSERT_TRUE(appended);
  EXPECT_EQ(entry(talk.bob, talk.log, appended->entry.seq).body, model::Body(newer));
  EXPECT_EQ(appended->entry.message_index, 0U);
}

}  // namespace
}  // namespace godwit::store::contract
