// SPDX-License-Identifier: Apache-2.0
// Messages that are said again elsewhere, one by one or as a record, and cards.
#include <gmock/gmock.h>

#include "crew.h"

namespace godwit::store::contract {
namespace {

using model::Card;
using model::Edit;
using model::Forward;
using model::Merged;
using model::Origin;
using model::Recall;
using model::Span;
using model::SpanKind;
using model::Text;
using testing::ElementsAre;
using testing::IsEmpty;

Append forward_request(World& world, UserId author, LogId to, Forward forward) {
  // The hash stands for what is forwarded.
  const auto about = Text{forward.log.to_string() + std::to_string(forward.merge) + std::to_string(forward.seqs[0])};
  Append request = world.request(author, to, about);
  request.body = {};
  request.forward = std::move(forward);
  return request;
}

Result<Appended> forward(World& world, UserId author, LogId to, LogId from, std::vector<Seq> seqs,
                         bool merge = false) {
  return world.run(world.logs().append(forward_request(world, author, to, {from, std::move(seqs), merge})));
}

const model::Context& context(const model::Entry& entry) {
  static model::Body held;
  held = entry.body;
  return *model::context_of(held);
}

model::User user_of(World& world, UserId user) { return world.run(world.contacts().get(user, user))->user; }

bool may_fetch(World& world, UserId user, const std::string& id) {
  return world.run(world.media().readable_media(user, id))->has_value();
}

TEST_P(ForwardContract, a_message_is_said_again_with_its_origin) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const Seq seq = say(crew.cat, crew.log, "from Cat");
  const model::Entry original = entry(crew.ann, crew.log, seq);
  clock.advance(std::chrono::seconds(5));
  const auto sent = forward(*this, crew.ann, two, crew.log, {seq});
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->entry.author, crew.ann);
  EXPECT_EQ(sent->entry.time_ms, original.time_ms + 5'000);
  const Origin origin{crew.cat, original.time_ms, user_of(*this, crew.cat).name};
  EXPECT_EQ(sent->entry.body, model::Body(Text{"from Cat", {.origin = origin}}));
  EXPECT_EQ(entry(crew.bob, two, sent->entry.seq).body, sent->entry.body);
  EXPECT_FALSE(context(entry(crew.bob, crew.log, seq)).origin) << "the original is as it was";

  const LogId notes = LogId::direct(crew.bob, crew.bob);
  const auto again = forward(*this, crew.bob, notes, two, {sent->entry.seq});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->entry.body, sent->entry.body) << "the first origin stays";
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(ForwardContract, it_is_the_message_as_it_is_now) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const Seq first = say(crew.cat, crew.log, "first");
  const Seq seq = append(crew.cat, crew.log, Text{"old", {.reply_to = first}})->entry.seq;
  const std::vector<Span> spans = {
      {.kind = SpanKind::kMention, .offset = 0, .length = 4, .url = {}, .user = crew.bob},
      {.kind = SpanKind::kBold, .offset = 5, .length = 4},
  };
  ASSERT_TRUE(append(crew.cat, crew.log, Edit{seq, "@bob now!", spans}));
  const auto sent = forward(*this, crew.ann, two, crew.log, {seq});
  ASSERT_TRUE(sent);
  EXPECT_EQ(model::text_of(sent->entry.body), "@bob now!");
  EXPECT_THAT(model::spans_of(sent->entry.body), ElementsAre(spans[1])) << "nobody is called from elsewhere";
  EXPECT_EQ(model::reply_of(sent->entry.body), 0U);
  EXPECT_FALSE(sent->entry.overlay) << "the copy was never edited";
  EXPECT_EQ(head(crew.bob, two).mentions, 0U);
  EXPECT_EQ(code(append(crew.ann, two, Edit{sent->entry.seq, "words in Cat's mouth"})), ErrorCode::kConflict);
}

TEST_P(ForwardContract, what_one_may_not_read_one_cannot_forward) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const LogId notes = LogId::direct(crew.bob, crew.bob);
  const Seq before = say(crew.ann, crew.log, "before Bob came back");
  ASSERT_TRUE(append(crew.ann, crew.log, model::MembersRemoved{{crew.bob}}));
  EXPECT_EQ(code(forward(*this, crew.bob, notes, crew.log, {before})), ErrorCode::kNotFound) << "no member";
  ASSERT_TRUE(append(crew.ann, crew.log, model::MembersAdded{{crew.bob}}));
  EXPECT_EQ(code(forward(*this, crew.bob, notes, crew.log, {before})), ErrorCode::kNotFound) << "below the floor";
  ASSERT_TRUE(forward(*this, crew.cat, LogId::direct(crew.cat, crew.cat), crew.log, {before}));

  const Seq hidden = say(crew.ann, crew.log, "hidden");
  ASSERT_TRUE(run(logs().hide({crew.bob, DeviceId()}, crew.log, {hidden})));
  const Seq recalled = say(crew.ann, crew.log, "recalled");
  ASSERT_TRUE(append(crew.ann, crew.log, Recall{recalled}));
  const Seq reaction = append(crew.ann, crew.log, model::Reaction{hidden, "👍"})->entry.seq;
  const Seq fine = say(crew.ann, crew.log, "fine");
  ASSERT_TRUE(append(crew.ann, crew.log, model::ExpiryChanged{60}));
  const Seq expired = say(crew.ann, crew.log, "expired");
  ASSERT_TRUE(forward(*this, crew.bob, notes, crew.log, {expired})) << "in time";
  clock.advance(std::chrono::seconds(60));
  for (const Seq seq : {hidden, recalled, reaction, expired, Seq{99'999}, Seq{0}}) {
    EXPECT_EQ(code(forward(*this, crew.bob, notes, crew.log, {seq})), ErrorCode::kNotFound) << seq;
    EXPECT_EQ(code(forward(*this, crew.bob, notes, crew.log, {fine, seq}, true)), ErrorCode::kNotFound) << seq;
  }
  EXPECT_EQ(code(forward(*this, crew.cat, LogId::direct(crew.cat, crew.cat), two, {1})), ErrorCode::kNotFound);
  EXPECT_EQ(code(forward(*this, crew.bob, notes, LogId::user(crew.bob), {1})), ErrorCode::kNotFound) << "no message";
  EXPECT_EQ(code(forward(*this, crew.cat, two, crew.log, {fine})), ErrorCode::kNotFound) << "nor write elsewhere";
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(ForwardContract, a_repeat_gets_the_first_answer_whatever_became_of_the_original) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const Seq seq = say(crew.cat, crew.log, "gone soon");
  const Append request = forward_request(*this, crew.ann, two, {crew.log, {seq}, false});
  const auto sent = run(logs().append(request));
  ASSERT_TRUE(sent);
  ASSERT_TRUE(append(crew.cat, crew.log, Recall{seq}));
  const auto again = run(logs().append(request));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->entry, sent->entry) << "what was forwarded stays";
  EXPECT_EQ(code(forward(*this, crew.ann, two, crew.log, {seq})), ErrorCode::kNotFound) << "but not once more";
}

TEST_P(ForwardContract, files_go_with_it_and_live_as_long_as_the_copy) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const LogId own = LogId::direct(crew.bob, crew.bob);
  const std::string id = upload(crew.ann, 1);
  const Seq seq = append(crew.ann, two, model::Picture{.file = {.id = id}, .width = 4, .height = 3})->entry.seq;
  EXPECT_FALSE(may_fetch(*this, crew.cat, id));
  const auto sent = forward(*this, crew.bob, crew.log, two, {seq});
  ASSERT_TRUE(sent) << "though Ann uploaded it";
  EXPECT_TRUE(may_fetch(*this, crew.cat, id));
  const auto kept = forward(*this, crew.bob, own, crew.log, {sent->entry.seq}, true);
  ASSERT_TRUE(kept);

  ASSERT_TRUE(append(crew.ann, two, Recall{seq}));
  EXPECT_TRUE(may_fetch(*this, crew.cat, id)) << "a recall of the original does not take the copy back";
  ASSERT_TRUE(append(crew.bob, crew.log, Recall{sent->entry.seq}));
  EXPECT_FALSE(may_fetch(*this, crew.cat, id));
  EXPECT_TRUE(may_fetch(*this, crew.bob, id)) << "the record shows it";
  ASSERT_TRUE(append(crew.bob, own, Recall{kept->entry.seq}));
  EXPECT_FALSE(may_fetch(*this, crew.bob, id));
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(ForwardContract, several_become_a_record_in_their_order) {
  const Crew crew = make_crew(*this);
  const LogId notes = LogId::direct(crew.bob, crew.bob);
  const Seq one = say(crew.ann, crew.log, "one");
  clock.advance(std::chrono::seconds(1));
  const Seq two = say(crew.cat, crew.log, "two");
  ASSERT_TRUE(append(crew.cat, crew.log, Edit{two, "two, mended"}));
  const auto sent = forward(*this, crew.bob, notes, crew.log, {two, one, two}, true);
  ASSERT_TRUE(sent);
  const auto* merged = std::get_if<Merged>(&sent->entry.body);
  ASSERT_TRUE(merged);
  ASSERT_EQ(merged->items.size(), 2U);
  EXPECT_EQ(merged->items[0].author, crew.ann);
  EXPECT_EQ(merged->items[0].body, model::Body(Text{"one"}));
  EXPECT_EQ(merged->items[1].author, crew.cat);
  EXPECT_EQ(merged->items[1].name, user_of(*this, crew.cat).name);
  EXPECT_EQ(merged->items[1].time_ms, merged->items[0].time_ms + 1'000);
  EXPECT_EQ(merged->items[1].body, model::Body(Text{"two, mended"}));
  EXPECT_FALSE(merged->context.origin) << "whoever sends the record made it";
  EXPECT_EQ(head(crew.bob, notes).message_index, 1U) << "one message";

  const auto on = forward(*this, crew.bob, crew.log, notes, {sent->entry.seq});
  ASSERT_TRUE(on);
  EXPECT_EQ(context(on->entry).origin->author, crew.bob) << "forwarded it has an origin as any message";
}

TEST_P(ForwardContract, a_record_holds_records_three_deep) {
  const UserId ann = make_user("ann");
  const LogId notes = LogId::direct(ann, ann);
  Seq seq = say(ann, notes, "the heart of it");
  for (int depth = 1; depth <= 3; ++depth) {
    const auto sent = forward(*this, ann, notes, notes, {seq}, true);
    ASSERT_TRUE(sent) << depth;
    seq = sent->entry.seq;
  }
  EXPECT_EQ(code(forward(*this, ann, notes, notes, {seq}, true)), ErrorCode::kTooLarge);
  EXPECT_TRUE(forward(*this, ann, notes, notes, {seq})) << "as it is it can go anywhere";
}

TEST_P(ForwardContract, a_record_is_at_most_64_kib) {
  const UserId ann = make_user("ann");
  const LogId notes = LogId::direct(ann, ann);
  std::vector<Seq> seqs;
  for (int i = 0; i < 4; ++i) seqs.push_back(say(ann, notes, std::string(16'384, 'a')));
  EXPECT_EQ(code(forward(*this, ann, notes, notes, seqs, true)), ErrorCode::kTooLarge);
  seqs.pop_back();
  EXPECT_TRUE(forward(*this, ann, notes, notes, seqs, true));
}

TEST_P(ForwardContract, a_copy_disappears_as_its_conversation_has_set) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const Seq seq = say(crew.cat, crew.log, "to go on");
  ASSERT_TRUE(append(crew.ann, two, model::ExpiryChanged{60}));
  const auto sent = forward(*this, crew.ann, two, crew.log, {seq});
  EXPECT_EQ(model::expiry_of(sent->entry.body), clock.unix_millis() + 60'000);
  const auto back = forward(*this, crew.ann, crew.log, two, {sent->entry.seq});
  EXPECT_EQ(model::expiry_of(back->entry.body), 0) << "that of the source does not hold here";
}

TEST_P(ForwardContract, what_was_judged_is_what_is_said) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const Seq seq = say(crew.cat, crew.log, "rude");
  const Forward what{crew.log, {seq}, false};
  const auto judged = run(logs().read_forward(crew.ann, what));
  ASSERT_TRUE(judged);
  Append request = forward_request(*this, crew.ann, two, what);
  request.judged = *judged;
  request.body = Text{"****", context(model::Entry{.log = two, .body = *judged})};
  const auto sent = run(logs().append(request));
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->entry.body, request.body);
  ASSERT_TRUE(append(crew.cat, crew.log, Edit{seq, "ruder"}));
  Append late = forward_request(*this, crew.ann, two, what);
  late.judged = *judged;
  late.body = *judged;
  EXPECT_EQ(code(run(logs().append(late))), ErrorCode::kOverloaded) << "nobody has looked at this one";
  EXPECT_EQ(code(run(logs().read_forward(make_user("eve"), what))), ErrorCode::kNotFound);
}

TEST_P(ForwardContract, a_card_shows_somebody_whom_its_sender_could_find) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  const UserId eve = make_user("eve");
  const auto shown = user_of(*this, crew.cat);
  const auto sent = append(crew.ann, two, Card{.user = crew.cat, .shown = model::User{.name = "made up"}});
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->entry.body, model::Body(Card{.user = crew.cat, .shown = shown}));
  EXPECT_TRUE(append(crew.ann, two, Card{.user = eve})) << "a stranger can be found, too";
  EXPECT_EQ(code(append(crew.ann, two, Card{.user = UserId(99)})), ErrorCode::kNotFound);

  ASSERT_TRUE(run(accounts().set_settings(crew.cat, {.unlisted = true})));
  ASSERT_TRUE(run(accounts().set_settings(eve, {.unlisted = true})));
  EXPECT_TRUE(append(crew.ann, two, Card{.user = crew.cat})) << "a contact";
  EXPECT_EQ(code(append(crew.ann, two, Card{.user = eve})), ErrorCode::kNotFound);
  EXPECT_TRUE(append(eve, LogId::direct(eve, eve), Card{.user = eve})) << "oneself";
  ASSERT_TRUE(run(accounts().delete_account(crew.cat)));
  EXPECT_EQ(code(append(crew.ann, two, Card{.user = crew.cat})), ErrorCode::kNotFound);
  const auto on = forward(*this, crew.bob, LogId::direct(crew.bob, crew.bob), two, {sent->entry.seq});
  ASSERT_TRUE(on);
  EXPECT_EQ(std::get<Card>(on->entry.body).shown, shown) << "a card of then can be passed on";
}

TEST_P(ForwardContract, a_card_of_a_group_has_a_link_that_its_sender_could_use) {
  const Crew crew = make_crew(*this);
  const LogId two = LogId::direct(crew.ann, crew.bob);
  ASSERT_TRUE(run(store->groups().create_link(crew.ann, crew.log, {.code = "come-in"})));
  const auto sent = append(crew.ann, two, Card{.group_link = "come-in", .group_name = "made up"});
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->entry.body, model::Body(Card{.group_link = "come-in", .group_name = "Crew"}));
  EXPECT_EQ(code(append(crew.ann, two, Card{.group_link = "nowhere"})), ErrorCode::kInviteInvalid);
  ASSERT_TRUE(run(store->groups().revoke_link(crew.ann, crew.log, "come-in")));
  EXPECT_EQ(code(append(crew.ann, two, Card{.group_link = "come-in"})), ErrorCode::kInviteInvalid);
}

}  // namespace
}  // namespace godwit::store::contract
