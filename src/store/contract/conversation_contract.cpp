// SPDX-License-Identifier: Apache-2.0
// What people decide about their conversations: who learns of it, how long it is kept.
#include <gmock/gmock.h>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using model::ConversationChanged;
using model::ConversationSettings;
using testing::IsEmpty;
using testing::SizeIs;

const ConversationSettings kAll{.muted_until_ms = INT64_MAX,
                                .mentions_anyway = true,
                                .pinned_ms = 1'767'225'600'000,
                                .archived_seq = 1,
                                .unread_seq = INT64_MAX,
                                .draft = "almost 写完",
                                .draft_reply_to = 1,
                                .draft_ms = 1'767'225'600'001};

Result<std::optional<model::Entry>> set(World& world, UserId user, LogId log, const ConversationSettings& settings) {
  return world.run(world.logs().set_conversation(user, log, settings));
}

/// What the user log says of settings, in its order.
std::vector<model::ConversationChanged> told(World& world, UserId user) {
  std::vector<model::ConversationChanged> changes;
  for (const model::Entry& entry : world.read_all(user, LogId::user(user))) {
    if (const auto* change = std::get_if<ConversationChanged>(&entry.body)) changes.push_back(*change);
  }
  return changes;
}

LogId make_group(World& world, UserId creator, std::vector<UserId> members) {
  const LogId log = LogId::group(77);
  const NewGroup group{.creator = {creator, DeviceId()},
                       .log = log,
                       .client_id = world.client_id(),
                       .request_hash = World::hash_of(model::MembersAdded{members}),
                       .group = {.name = "Crew"},
                       .members = std::move(members)};
  EXPECT_TRUE(world.run(world.store->groups().create_group(group)));
  return log;
}

TEST_P(ConversationContract, settings_are_in_the_owners_head_and_in_their_user_log_alone) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const Seq before = head(ann, log).seq;
  const auto outcome = set(*this, ann, log, kAll);
  ASSERT_TRUE(outcome);
  ASSERT_TRUE(*outcome);
  const model::Entry& entry = **outcome;
  EXPECT_EQ(entry.log, LogId::user(ann));
  EXPECT_EQ(entry.author, ann);
  EXPECT_EQ(entry.seq, head(ann, LogId::user(ann)).seq);
  EXPECT_EQ(entry.body, model::Body(ConversationChanged{log, kAll}));
  EXPECT_EQ(this->entry(ann, LogId::user(ann), entry.seq).body, entry.body);
  EXPECT_EQ(head(ann, log).settings, kAll);
  EXPECT_EQ(head(bob, log).settings, ConversationSettings());
  EXPECT_THAT(told(*this, bob), IsEmpty());
  EXPECT_EQ(head(bob, log).seq, before) << "nothing happened in the conversation";
}

TEST_P(ConversationContract, the_same_settings_append_nothing) {
  const UserId ann = make_user("ann");
  const LogId log = befriend(ann, make_user("bob"));
  const auto nothing = set(*this, ann, log, {});
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(*nothing) << "all off is what it was";
  ASSERT_TRUE(set(*this, ann, log, kAll));
  const Seq seq = head(ann, LogId::user(ann)).seq;
  const auto again = set(*this, ann, log, kAll);
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again);
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, seq);
}

TEST_P(ConversationContract, a_newer_value_erases_what_the_user_log_said_before) {
  const UserId ann = make_user("ann");
  const LogId log = befriend(ann, make_user("bob"));
  const LogId notes = LogId::direct(ann, ann);
  ASSERT_TRUE(set(*this, ann, log, {.draft = "first"}));
  ASSERT_TRUE(set(*this, ann, notes, {.draft = "of another conversation"}));
  const auto second = set(*this, ann, log, {.draft = "second"});
  ASSERT_TRUE(second);
  EXPECT_THAT(told(*this, ann), testing::ElementsAre(ConversationChanged{notes, {.draft = "of another conversation"}},
                                                     ConversationChanged{log, {.draft = "second"}}));
  ASSERT_TRUE(set(*this, ann, log, {}));
  EXPECT_THAT(told(*this, ann), testing::ElementsAre(ConversationChanged{notes, {.draft = "of another conversation"}},
                                                     ConversationChanged{log, {}}));
  EXPECT_EQ(head(ann, log).settings, ConversationSettings());
  const auto faults = run(store->inspect());
  ASSERT_TRUE(faults);
  EXPECT_THAT(*faults, IsEmpty());
}

TEST_P(ConversationContract, only_members_have_settings_and_user_logs_have_none) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId eve = make_user("eve");
  const LogId log = befriend(ann, bob);
  for (const LogId other : {log, LogId::user(eve), LogId::user(ann), LogId::group(99), LogId::direct(eve, ann)}) {
    EXPECT_EQ(code(set(*this, eve, other, kAll)), ErrorCode::kNotFound) << other.to_string();
  }
  EXPECT_TRUE(set(*this, eve, LogId::direct(eve, eve), kAll)) << "the note-to-self is a conversation";
  EXPECT_THAT(told(*this, eve), SizeIs(1));
}

TEST_P(ConversationContract, a_device_that_resumes_finds_them_with_the_heads) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(bob, log, "hello");
  say(bob, LogId::direct(bob, bob), "something later");
  const auto before = run(logs().heads({.user = ann, .limit = 50}));
  ASSERT_TRUE(before);
  ASSERT_TRUE(set(*this, ann, log, kAll));
  const auto after = run(logs().heads({.user = ann, .since = before->position + 1, .limit = 50}));
  ASSERT_TRUE(after);
  std::vector<LogId> changed;
  for (const model::Head& one : after->heads) changed.push_back(one.log);
  EXPECT_THAT(changed, testing::UnorderedElementsAre(log, LogId::user(ann)));
  for (const model::Head& one : after->heads) {
    if (one.log == log) EXPECT_EQ(one.settings, kAll);
  }
  const auto others = run(logs().heads({.user = bob, .since = before->position + 1, .limit = 50}));
  ASSERT_TRUE(others);
  EXPECT_THAT(others->heads, IsEmpty()) << "nobody else is told";
}

TEST_P(ConversationContract, they_end_with_the_membership) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId cat = make_user("cat");
  befriend(ann, bob);
  befriend(ann, cat);
  const LogId log = make_group(*this, ann, {bob, cat});
  ASSERT_TRUE(set(*this, bob, log, kAll));
  ASSERT_TRUE(set(*this, cat, log, kAll));
  ASSERT_TRUE(append(bob, log, model::MembersRemoved{{bob}})) << "leaves";
  ASSERT_TRUE(append(ann, log, model::MembersRemoved{{cat}})) << "is removed";
  for (const UserId user : {bob, cat}) {
    EXPECT_THAT(told(*this, user), IsEmpty()) << "the draft is gone from the user log";
    EXPECT_EQ(code(set(*this, user, log, kAll)), ErrorCode::kNotFound);
  }
  ASSERT_TRUE(append(ann, log, model::MembersAdded{{bob}}));
  EXPECT_EQ(head(bob, log).settings, ConversationSettings()) << "who comes again begins anew";
  const auto faults = run(store->inspect());
  ASSERT_TRUE(faults);
  EXPECT_THAT(*faults, IsEmpty());
}

TEST_P(ConversationContract, they_end_with_the_account) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  ASSERT_TRUE(set(*this, ann, log, kAll));
  ASSERT_TRUE(set(*this, bob, log, kAll));
  ASSERT_TRUE(run(accounts().delete_account(ann)));
  EXPECT_EQ(head(bob, log).settings, kAll);
  EXPECT_EQ(head(ann, log).settings, ConversationSettings());
}

}  // namespace
}  // namespace godwit::store::contract
