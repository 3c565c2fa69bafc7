// SPDX-License-Identifier: Apache-2.0
// Mentions, pins, messages that disappear or that one person hides, versions, readers, and the ways to single messages.
#include <gmock/gmock.h>

#include <set>

#include "crew.h"

namespace godwit::store::contract {
namespace {

using model::Edit;
using model::ExpiryChanged;
using model::GroupRole;
using model::Pin;
using model::Recall;
using model::Span;
using model::SpanKind;
using model::Text;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr UnixMillis kSecond = 1'000;

Text mention(const std::string& text, UserId user) {
  return Text{text, {.spans = {{.kind = SpanKind::kMention, .offset = 0, .length = 1, .url = {}, .user = user}}}};
}

Text mention_all(const std::string& text) {
  return Text{text, {.spans = {{.kind = SpanKind::kMentionAll, .offset = 0, .length = 1}}}};
}

std::vector<Seq> seqs_of(const std::vector<model::Entry>& entries) {
  std::vector<Seq> seqs;
  for (const model::Entry& entry : entries) seqs.push_back(entry.seq);
  return seqs;
}

struct Counted {
  std::uint32_t count = 0;
  Seq first = 0;
  bool operator==(const Counted&) const = default;
};
Counted mentions_of(World& world, UserId user, LogId log) {
  const model::Head head = world.head(user, log);
  return {head.mentions, head.first_mention};
}

TEST_P(MessageContract, mentions_count_until_they_are_read) {
  const Crew crew = make_crew(*this);
  const Seq first = append(crew.ann, crew.log, mention("@bob look", crew.bob))->entry.seq;
  const Seq second = append(crew.cat, crew.log, mention("@bob again", crew.bob))->entry.seq;
  EXPECT_EQ(mentions_of(*this, crew.bob, crew.log), (Counted{2, first}));
  EXPECT_EQ(mentions_of(*this, crew.cat, crew.log), Counted());
  advance({{crew.bob, crew.log, first, first}});
  EXPECT_EQ(mentions_of(*this, crew.bob, crew.log), (Counted{1, second}));
  say(crew.bob, crew.log, "who writes has read");
  EXPECT_EQ(mentions_of(*this, crew.bob, crew.log), Counted());
}

TEST_P(MessageContract, everyone_is_mentioned_by_those_who_may) {
  const Crew crew = make_crew(*this);
  EXPECT_EQ(code(append(crew.bob, crew.log, mention_all("@all no"))), ErrorCode::kForbidden);
  const Seq all = append(crew.ann, crew.log, mention_all("@all yes"))->entry.seq;
  EXPECT_EQ(mentions_of(*this, crew.bob, crew.log), (Counted{1, all}));
  EXPECT_EQ(mentions_of(*this, crew.cat, crew.log), (Counted{1, all}));
  EXPECT_EQ(mentions_of(*this, crew.ann, crew.log), Counted()) << "their own";
  const LogId two = LogId::direct(crew.ann, crew.bob);
  EXPECT_EQ(code(append(crew.ann, two, mention_all("@all of two"))), ErrorCode::kInvalid);
}

TEST_P(MessageContract, only_members_are_mentioned) {
  const Crew crew = make_crew(*this);
  const UserId eve = make_user("eve");
  EXPECT_EQ(code(append(crew.ann, crew.log, mention("@eve hi", eve))), ErrorCode::kInvalid);
  const Crew other = crew;
  const LogId two = LogId::direct(other.ann, other.bob);
  ASSERT_TRUE(append(other.ann, two, mention("@bob hi", other.bob)));
  EXPECT_EQ(mentions_of(*this, other.bob, two).count, 1U);
  EXPECT_EQ(code(append(other.ann, two, mention("@cat hi", other.cat))), ErrorCode::kInvalid);
}

TEST_P(MessageContract, where_members_are_hidden_a_mention_does_not_tell_who_is_one) {
  const Crew crew = make_crew(*this, {.members_hidden = true});
  const UserId eve = make_user("eve");
  EXPECT_TRUE(append(crew.bob, crew.log, mention("@eve hi", eve)));
  EXPECT_TRUE(append(crew.bob, crew.log, mention("@cat hi", crew.cat)));
  EXPECT_EQ(mentions_of(*this, crew.cat, crew.log).count, 1U);
  EXPECT_EQ(code(append(crew.ann, crew.log, mention("@eve hi", eve))), ErrorCode::kInvalid) << "an admin sees them";
}

TEST_P(MessageContract, nobody_is_called_by_whom_they_block) {
  const Crew crew = make_crew(*this);
  ASSERT_TRUE(change(crew.bob, crew.ann, model::BlockUser{true}));
  ASSERT_TRUE(append(crew.ann, crew.log, mention("@bob psst", crew.bob)));
  EXPECT_EQ(mentions_of(*this, crew.bob, crew.log), Counted());
}

TEST_P(MessageContract, an_edit_changes_who_is_mentioned_and_how_it_looks) {
  const Crew crew = make_crew(*this);
  const Seq target = append(crew.ann, crew.log, mention("@bob look", crew.bob))->entry.seq;
  const std::vector<Span> spans = {{.kind = SpanKind::kMention, .offset = 0, .length = 4, .url = {}, .user = crew.cat}};
  ASSERT_TRUE(append(crew.ann, crew.log, Edit{target, "@cat look", spans}));
  EXPECT_EQ(mentions_of(*this, crew.bob, crew.log), Counted());
  EXPECT_EQ(mentions_of(*this, crew.cat, crew.log), (Counted{1, target}));
  const model::Entry now = entry(crew.bob, crew.log, target);
  EXPECT_EQ(now.overlay->spans, spans);
  ASSERT_TRUE(append(crew.ann, crew.log, Recall{target}));
  EXPECT_EQ(mentions_of(*this, crew.cat, crew.log), Counted());
  EXPECT_THAT(entry(crew.bob, crew.log, target).overlay->spans, IsEmpty());
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(MessageContract, who_left_is_not_called_on_return) {
  const Crew crew = make_crew(*this);
  ASSERT_TRUE(append(crew.ann, crew.log, mention("@bob look", crew.bob)));
  ASSERT_TRUE(append(crew.ann, crew.log, mention_all("@all look")));
  ASSERT_TRUE(append(crew.ann, crew.log, model::MembersRemoved{{crew.bob}}));
  ASSERT_TRUE(append(crew.ann, crew.log, model::MembersAdded{{crew.bob}}));
  EXPECT_EQ(mentions_of(*this, crew.bob, crew.log), Counted());
}

TEST_P(MessageContract, pins_are_in_the_head_the_last_first) {
  const Crew crew = make_crew(*this);
  const Seq one = say(crew.bob, crew.log, "one");
  const Seq two = say(crew.bob, crew.log, "two");
  EXPECT_EQ(code(append(crew.bob, crew.log, Pin{one, true})), ErrorCode::kForbidden)
      << "admins, unless the rules say so";
  ASSERT_TRUE(append(crew.ann, crew.log, Pin{two, true}));
  ASSERT_TRUE(append(crew.ann, crew.log, Pin{one, true}));
  EXPECT_THAT(head(crew.cat, crew.log).pins, ElementsAre(one, two));
  EXPECT_EQ(code(append(crew.ann, crew.log, Pin{one, true})), ErrorCode::kConflict);
  ASSERT_TRUE(append(crew.ann, crew.log, Pin{one, false}));
  EXPECT_EQ(code(append(crew.ann, crew.log, Pin{one, false})), ErrorCode::kConflict);
  EXPECT_EQ(code(append(crew.ann, crew.log, Pin{99, true})), ErrorCode::kNotFound);
  ASSERT_TRUE(append(crew.bob, crew.log, Recall{two}));
  EXPECT_THAT(head(crew.cat, crew.log).pins, IsEmpty()) << "what was taken back is not pinned";
  EXPECT_EQ(code(append(crew.ann, crew.log, Pin{two, true})), ErrorCode::kConflict);
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(MessageContract, fifty_are_pinned_at_most) {
  const UserId ann = make_user("ann");
  const LogId notes = LogId::direct(ann, ann);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(append(ann, notes, Pin{say(ann, notes, std::to_string(i)), true}));
  EXPECT_EQ(code(append(ann, notes, Pin{say(ann, notes, "more"), true})), ErrorCode::kConflict);
}

TEST_P(MessageContract, messages_disappear_when_their_time_has_come) {
  const Crew crew = make_crew(*this);
  const Seq stays = say(crew.ann, crew.log, "stays");
  EXPECT_EQ(code(append(crew.bob, crew.log, ExpiryChanged{60})), ErrorCode::kForbidden);
  ASSERT_TRUE(append(crew.ann, crew.log, ExpiryChanged{60}));
  EXPECT_EQ(code(append(crew.ann, crew.log, ExpiryChanged{60})), ErrorCode::kConflict);
  EXPECT_EQ(head(crew.bob, crew.log).expiry_s, 60U);
  const Seq goes = say(crew.bob, crew.log, "goes");
  EXPECT_EQ(model::expiry_of(entry(crew.ann, crew.log, goes).body), clock.unix_millis() + 60 * kSecond);
  ASSERT_TRUE(append(crew.bob, crew.log, Edit{goes, "goes anyway"}));
  ASSERT_TRUE(append(crew.ann, crew.log, model::Reaction{goes, "👍"}));
  ASSERT_TRUE(append(crew.ann, crew.log, ExpiryChanged{0}));
  clock.advance(std::chrono::seconds(60));

  const model::Entry gone = entry(crew.ann, crew.log, goes);
  EXPECT_EQ(gone.body, model::Body());
  ASSERT_TRUE(gone.overlay);
  EXPECT_TRUE(gone.overlay->expired);
  EXPECT_EQ(gone.overlay->text, "") << "nor what an edit made of it";
  EXPECT_THAT(gone.overlay->reactions, IsEmpty());
  EXPECT_EQ(entry(crew.ann, crew.log, stays).body, model::Body(Text{"stays"}));
  EXPECT_EQ(code(append(crew.bob, crew.log, Edit{goes, "back"})), ErrorCode::kConflict);
  EXPECT_EQ(head(crew.cat, crew.log).last_message->body, model::Body());
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(MessageContract, a_recall_is_bound_to_its_time_but_not_for_admins) {
  const Crew crew = make_crew(*this);
  const auto recall = [&](UserId who, Seq seq) {
    Append wanted = request(who, crew.log, Recall{seq});
    wanted.recall_within_ms = 120 * kSecond;
    return run(logs().append(std::move(wanted)));
  };
  const Seq early = say(crew.bob, crew.log, "in time");
  const Seq late = say(crew.bob, crew.log, "too late");
  const Seq own = say(crew.ann, crew.log, "an admin's");
  clock.advance(std::chrono::seconds(120));
  EXPECT_TRUE(recall(crew.bob, early));
  clock.advance(std::chrono::seconds(1));
  EXPECT_EQ(code(recall(crew.bob, late)), ErrorCode::kForbidden);
  EXPECT_TRUE(recall(crew.ann, late));
  EXPECT_TRUE(recall(crew.ann, own));
}

TEST_P(MessageContract, what_one_hides_is_gone_for_them_alone) {
  const Crew crew = make_crew(*this);
  const Seq stays = say(crew.ann, crew.log, "stays");
  const Seq goes = say(crew.ann, crew.log, "goes");
  const Seq edit = append(crew.ann, crew.log, Edit{goes, "goes on"})->entry.seq;
  const auto told = run(logs().hide({crew.bob, DeviceId()}, crew.log, {goes, goes}));
  ASSERT_TRUE(told && *told);
  EXPECT_EQ((*told)->log, LogId::user(crew.bob));
  EXPECT_EQ((*told)->body, model::Body(model::MessagesHidden{crew.log, {goes}}));
  for (const Seq seq : {goes, edit}) {
    EXPECT_EQ(entry(crew.bob, crew.log, seq).body, model::Body()) << seq;
    EXPECT_FALSE(entry(crew.bob, crew.log, seq).overlay) << seq;
    EXPECT_NE(entry(crew.cat, crew.log, seq).body, model::Body()) << seq;
  }
  EXPECT_EQ(head(crew.bob, crew.log).last_message->seq, stays);
  EXPECT_EQ(head(crew.cat, crew.log).last_message->seq, goes);
  const auto again = run(logs().hide({crew.bob, DeviceId()}, crew.log, {goes}));
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again) << "nothing new";
  EXPECT_EQ(code(run(logs().hide({crew.bob, DeviceId()}, crew.log, {99}))), ErrorCode::kNotFound);
  EXPECT_EQ(code(run(logs().hide({make_user("eve"), DeviceId()}, crew.log, {goes}))), ErrorCode::kNotFound);
}

TEST_P(MessageContract, single_entries_are_read_by_seq) {
  const Crew crew = make_crew(*this);
  const Seq before = say(crew.ann, crew.log, "before");
  ASSERT_TRUE(append(crew.ann, crew.log, model::MembersRemoved{{crew.bob}}));
  ASSERT_TRUE(append(crew.ann, crew.log, model::MembersAdded{{crew.bob}}));
  const Seq after = say(crew.ann, crew.log, "after");
  const auto page = run(logs().read_some(crew.bob, crew.log, {after, before, 1'000, after}));
  ASSERT_TRUE(page);
  EXPECT_THAT(seqs_of(page->entries), ElementsAre(before, after));
  EXPECT_EQ(page->entries[0].body, model::Body()) << "from before they came";
  EXPECT_EQ(page->entries[1].body, model::Body(Text{"after"}));
  EXPECT_EQ(code(run(logs().read_some(make_user("eve"), crew.log, {1}))), ErrorCode::kNotFound);
}

TEST_P(MessageContract, a_time_leads_to_the_first_entry_from_then_on) {
  const UserId ann = make_user("ann");
  const LogId notes = LogId::direct(ann, ann);
  const UnixMillis begin = clock.unix_millis();
  for (int i = 0; i < 20; ++i) {
    say(ann, notes, std::to_string(i));
    if (i % 3 == 2) clock.advance(std::chrono::seconds(10));
  }
  const auto entries = read_all(ann, notes);
  for (UnixMillis time = begin - 1; time <= begin + 70 * kSecond; time += 2'500) {
    Seq expected = entries.size() + 1;
    for (const model::Entry& one : entries) {
      if (one.time_ms >= time) expected = std::min(expected, one.seq);
    }
    EXPECT_EQ(*run(logs().find_at(ann, notes, time)), expected) << time - begin;
  }
}

TEST_P(MessageContract, versions_are_the_message_and_its_edits) {
  const Crew crew = make_crew(*this);
  const Seq target = say(crew.ann, crew.log, "one");
  const Seq two = append(crew.ann, crew.log, Edit{target, "two"})->entry.seq;
  ASSERT_TRUE(append(crew.bob, crew.log, model::Reaction{target, "👍"}));
  const Seq three = append(crew.ann, crew.log, Edit{target, "three"})->entry.seq;
  const auto versions = [&](UserId who, Seq seq, Seq after, std::size_t bytes) {
    return run(logs().versions(who, {.log = crew.log, .seq = seq, .after = after, .max_bytes = bytes}));
  };
  EXPECT_THAT(seqs_of(*versions(crew.bob, target, 0, 1'000)), ElementsAre(target, two, three));
  EXPECT_THAT(seqs_of(*versions(crew.bob, target, 0, 4)), ElementsAre(target, two));
  EXPECT_THAT(seqs_of(*versions(crew.bob, target, two, 4)), ElementsAre(three));
  EXPECT_EQ(code(versions(crew.bob, two, 0, 1'000)), ErrorCode::kNotFound) << "an edit is no message";
  ASSERT_TRUE(append(crew.ann, crew.log, Recall{target}));
  EXPECT_EQ(code(versions(crew.bob, target, 0, 1'000)), ErrorCode::kNotFound);
}

TEST_P(MessageContract, readers_are_those_who_show_that_they_read) {
  const Crew crew = make_crew(*this);
  const Seq seq = say(crew.ann, crew.log, "read me");
  const auto readers = [&](UserId who) { return run(logs().readers(who, crew.log, seq)); };
  EXPECT_EQ(readers(crew.ann)->read_count, 0U);
  advance({{crew.bob, crew.log, seq, 0}});
  EXPECT_THAT(readers(crew.ann)->delivered, ElementsAre(crew.bob));
  advance({{crew.bob, crew.log, seq, seq}, {crew.cat, crew.log, seq, seq}});
  EXPECT_THAT(readers(crew.ann)->read, ElementsAre(crew.bob, crew.cat));
  ASSERT_TRUE(run(accounts().set_settings(crew.cat, {.hide_read = true})));
  EXPECT_THAT(readers(crew.ann)->read, ElementsAre(crew.bob));
  EXPECT_THAT(readers(crew.ann)->delivered, ElementsAre(crew.cat));
  EXPECT_THAT(readers(crew.cat)->read, IsEmpty()) << "who hides it sees it of nobody";
  EXPECT_EQ(code(run(logs().readers(make_user("eve"), crew.log, seq))), ErrorCode::kNotFound);
}

TEST_P(MessageContract, readers_are_hidden_where_members_are) {
  const Crew crew = make_crew(*this, {.members_hidden = true});
  const Seq seq = say(crew.bob, crew.log, "read me");
  EXPECT_EQ(code(run(logs().readers(crew.bob, crew.log, seq))), ErrorCode::kForbidden);
  EXPECT_TRUE(run(logs().readers(crew.ann, crew.log, seq)));
}

}  // namespace
}  // namespace godwit::store::contract
