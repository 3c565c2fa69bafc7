// SPDX-License-Identifier: Apache-2.0
// Reactions, and messages that answer messages.
#include <gmock/gmock.h>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using model::Reaction;
using model::ReactionCount;
using model::Recall;
using model::Text;
using testing::ElementsAre;
using testing::IsEmpty;

struct Talk {
  UserId ann;
  UserId bob;
  LogId log;
  Seq message;
};

Talk begin_talk(World& world) {
  const UserId ann = world.make_user("ann");
  const UserId bob = world.make_user("bob");
  const LogId log = world.befriend(ann, bob);
  return {ann, bob, log, world.say(ann, log, "what do you think?")};
}

std::vector<ReactionCount> reactions(World& world, const Talk& talk) {
  const auto entry = world.entry(talk.bob, talk.log, talk.message);
  return entry.overlay ? entry.overlay->reactions : std::vector<ReactionCount>();
}

TEST_P(ReactionContract, each_person_has_one_on_a_message) {
  const Talk talk = begin_talk(*this);
  const auto reacted = append(talk.bob, talk.log, Reaction{talk.message, "👍"});
  ASSERT_TRUE(reacted);
  EXPECT_EQ(reacted->entry.message_index, 1U) << "which is no message";
  EXPECT_EQ(entry(talk.ann, talk.log, reacted->entry.seq).body, model::Body(Reaction{talk.message, "👍"}));
  EXPECT_THAT(reactions(*this, talk), ElementsAre(ReactionCount{"👍", 1, {talk.bob}}));
  ASSERT_TRUE(append(talk.bob, talk.log, Reaction{talk.message, "🎉"}));
  EXPECT_THAT(reactions(*this, talk), ElementsAre(ReactionCount{"🎉", 1, {talk.bob}}));
  ASSERT_TRUE(append(talk.ann, talk.log, Reaction{talk.message, "🎉"}));
  EXPECT_THAT(reactions(*this, talk), ElementsAre(ReactionCount{"🎉", 2, {talk.bob, talk.ann}}));
}

TEST_P(ReactionContract, an_empty_one_takes_it_back) {
  const Talk talk = begin_talk(*this);
  ASSERT_TRUE(append(talk.bob, talk.log, Reaction{talk.message, "👍"}));
  ASSERT_TRUE(append(talk.ann, talk.log, Reaction{talk.message, "👍"}));
  ASSERT_TRUE(append(talk.bob, talk.log, Reaction{talk.message, ""}));
  EXPECT_THAT(reactions(*this, talk), ElementsAre(ReactionCount{"👍", 1, {talk.ann}}));
  ASSERT_TRUE(append(talk.ann, talk.log, Reaction{talk.message, ""}));
  EXPECT_THAT(reactions(*this, talk), IsEmpty());
  EXPECT_TRUE(append(talk.ann, talk.log, Reaction{talk.message, ""})) << "there is nothing to take back, and no harm";
}

TEST_P(ReactionContract, stand_in_the_order_of_their_first_use) {
  const Talk talk = begin_talk(*this);
  ASSERT_TRUE(append(talk.bob, talk.log, Reaction{talk.message, "👍"}));
  ASSERT_TRUE(append(talk.ann, talk.log, Reaction{talk.message, "🎉"}));
  ASSERT_TRUE(append(talk.bob, talk.log, Reaction{talk.message, "👍"})) << "the same again is not newer";
  EXPECT_THAT(reactions(*this, talk),
              ElementsAre(ReactionCount{"👍", 1, {talk.bob}}, ReactionCount{"🎉", 1, {talk.ann}}));
  ASSERT_TRUE(append(talk.bob, talk.log, Reaction{talk.message, "🙂"}));
  EXPECT_THAT(reactions(*this, talk),
              ElementsAre(ReactionCount{"🎉", 1, {talk.ann}}, ReactionCount{"🙂", 1, {talk.bob}}));
}

TEST_P(ReactionContract, are_on_pages_and_heads_beside_what_else_happened) {
  const Talk talk = begin_talk(*this);
  ASSERT_TRUE(append(talk.bob, talk.log, Reaction{talk.message, "👍"}));
  const auto edit = append(talk.ann, talk.log, model::Edit{talk.message, "what do you say?"});
  ASSERT_TRUE(edit);
  const model::Overlay both{edit->entry.seq, "what do you say?", 0, {{"👍", 1, {talk.bob}}}};
  EXPECT_EQ(entry(talk.bob, talk.log, talk.message).overlay, both);
  EXPECT_EQ(head(talk.bob, talk.log).last_message->overlay, both);
  const auto all = read_all(talk.ann, talk.log);
  EXPECT_EQ(all[talk.message - 1].overlay, both);
  for (const model::Entry& other : all) EXPECT_EQ(other.overlay.has_value(), other.seq == talk.message) << other.seq;
}

TEST_P(ReactionContract, go_with_the_message) {
  const Talk talk = begin_talk(*this);
  const auto reacted = append(talk.bob, talk.log, Reaction{talk.message, "👍"});
  const auto recalled = append(talk.ann, talk.log, Recall{talk.message});
  ASSERT_TRUE(reacted && recalled);
  EXPECT_EQ(entry(talk.bob, talk.log, talk.message).overlay, (model::Overlay{0, "", recalled->entry.seq}));
  EXPECT_EQ(entry(talk.bob, talk.log, reacted->entry.seq).body, model::Body());
  EXPECT_EQ(code(append(talk.bob, talk.log, Reaction{talk.message, "🎉"})), ErrorCode::kConflict);
}

TEST_P(ReactionContract, are_to_messages_of_conversations_that_one_may_speak_in) {
  const Talk talk = begin_talk(*this);
  EXPECT_EQ(code(append(talk.bob, talk.log, Reaction{1, "👍"})), ErrorCode::kConflict) << "DirectStarted";
  EXPECT_EQ(code(append(talk.bob, talk.log, Reaction{99, "👍"})), ErrorCode::kNotFound);
  EXPECT_EQ(code(append(make_user("eve"), talk.log, Reaction{talk.message, "👍"})), ErrorCode::kNotFound);
  ASSERT_TRUE(change(talk.ann, talk.bob, model::BlockUser{true}));
  EXPECT_EQ(code(append(talk.bob, talk.log, Reaction{talk.message, "👍"})), ErrorCode::kNotAContact);
  EXPECT_THAT(reactions(*this, talk), IsEmpty());
}

TEST_P(ReactionContract, a_message_answers_an_earlier_message_of_its_log) {
  const Talk talk = begin_talk(*this);
  const auto answer = append(talk.bob, talk.log, Text{"a lot", {.reply_to = talk.message}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(entry(talk.ann, talk.log, answer->entry.seq).body, model::Body(Text{"a lot", {.reply_to = talk.message}}));
  const auto reacted = append(talk.bob, talk.log, Reaction{talk.message, "👍"});
  ASSERT_TRUE(reacted);
  for (const Seq wrong : {Seq{1}, reacted->entry.seq, reacted->entry.seq + 1, Seq{1} << 40, ~Seq{0}}) {
    EXPECT_EQ(code(append(talk.bob, talk.log, Text{"x", {.reply_to = wrong}})), ErrorCode::kNotFound) << wrong;
  }
}

TEST_P(ReactionContract, what_was_recalled_may_still_be_answered_and_shows_nothing) {
  const Talk talk = begin_talk(*this);
  const auto before = append(talk.bob, talk.log, Text{"a lot", {.reply_to = talk.message}});
  ASSERT_TRUE(append(talk.ann, talk.log, Recall{talk.message}));
  const auto after = append(talk.bob, talk.log, Text{"why?", {.reply_to = talk.message}});
  ASSERT_TRUE(before && after) << "who answers may not have heard of the recall yet";
  EXPECT_EQ(entry(talk.ann, talk.log, before->entry.seq).body, model::Body(Text{"a lot", {.reply_to = talk.message}}));
  EXPECT_EQ(entry(talk.ann, talk.log, talk.message).body, model::Body()) << "there is nothing to quote";
}

}  // namespace
}  // namespace godwit::store::contract
