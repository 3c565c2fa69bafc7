// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/limits.h"
#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using enum model::ContactState;
using model::AnswerContact;
using model::BlockUser;
using model::Contact;
using model::ContactChanged;
using model::DeleteContact;
using model::RequestContact;
using model::SetContactAlias;

Contact row(World& world, UserId owner, UserId other) {
  auto contact = world.run(world.contacts().get(owner, other));
  EXPECT_TRUE(contact);
  return contact ? *contact : Contact();
}

/// What a device that follows the user log has in its list.
Contact folded(World& world, UserId owner, UserId other) {
  Contact known;
  for (const model::Entry& entry : world.read_all(owner, LogId::user(owner))) {
    const auto* changed = std::get_if<ContactChanged>(&entry.body);
    if (changed && changed->contact.user.id == other) known = changed->contact;
  }
  return known;
}

TEST_P(ContactContract, a_request_reaches_the_other_and_both_user_logs) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const auto outcome = change(ann, bob, RequestContact{"it is me"});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->epoch, store->epoch());
  EXPECT_EQ(outcome->mine,
            (Contact{{bob, "bob", "Name of bob"}, kOutgoing, "", "it is me", false, clock.unix_millis()}));
  EXPECT_EQ(row(*this, ann, bob), outcome->mine);
  EXPECT_EQ(row(*this, bob, ann),
            (Contact{{ann, "ann", "Name of ann"}, kIncoming, "", "it is me", false, clock.unix_millis()}));
  ASSERT_EQ(outcome->entries.size(), 2U);
  EXPECT_EQ(outcome->entries[0], entry(ann, LogId::user(ann), 1));
  EXPECT_EQ(outcome->entries[1], entry(bob, LogId::user(bob), 1));
  EXPECT_EQ(outcome->entries[0].body, model::Body(ContactChanged{row(*this, ann, bob)}));
  EXPECT_EQ(outcome->entries[1].body, model::Body(ContactChanged{row(*this, bob, ann)}));
}

TEST_P(ContactContract, an_accepted_request_begins_the_conversation) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  ASSERT_TRUE(change(ann, bob, RequestContact{"it is me"}));
  const auto outcome = change(bob, ann, AnswerContact{true});
  ASSERT_TRUE(outcome);
  const LogId log = LogId::direct(ann, bob);
  ASSERT_EQ(outcome->entries.size(), 3U);
  EXPECT_EQ(outcome->entries[2].log, log);
  EXPECT_EQ(outcome->entries[2].body, model::Body(model::DirectStarted{ann, "it is me"}));
  EXPECT_EQ(entry(ann, log, 1), outcome->entries[2]);
  for (const auto& [me, other] : {std::pair(ann, bob), std::pair(bob, ann)}) {
    EXPECT_EQ(row(*this, me, other).state, kAccepted);
    EXPECT_EQ(row(*this, me, other).request_text, "");
    EXPECT_EQ(folded(*this, me, other), row(*this, me, other));
    EXPECT_TRUE(head(me, log).may_send);
  }
}

TEST_P(ContactContract, a_declined_request_ends_in_nothing) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  ASSERT_TRUE(change(ann, bob, RequestContact{"it is me"}));
  ASSERT_TRUE(change(bob, ann, AnswerContact{false}));
  EXPECT_EQ(row(*this, ann, bob).state, kNone);
  EXPECT_EQ(row(*this, bob, ann).state, kNone);
  EXPECT_EQ(code(run(logs().head(ann, LogId::direct(ann, bob)))), ErrorCode::kNotFound);
  EXPECT_EQ(folded(*this, ann, bob), row(*this, ann, bob));
  EXPECT_EQ(code(change(bob, ann, AnswerContact{true})), ErrorCode::kNotFound) << "no longer there to accept";
}

TEST_P(ContactContract, two_requests_that_cross_are_an_agreement) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  ASSERT_TRUE(change(ann, bob, RequestContact{"from ann"}));
  const auto outcome = change(bob, ann, RequestContact{"from bob"});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->mine.state, kAccepted);
  EXPECT_EQ(entry(bob, LogId::direct(ann, bob), 1).body, model::Body(model::DirectStarted{ann, "from ann"}));
  EXPECT_EQ(say(ann, LogId::direct(ann, bob), "hi"), 2U);
}

TEST_P(ContactContract, requests_that_race_on_two_lanes_agree_once) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  Lane other("other");
  other.start();
  auto one = start(lane, contacts().change(ann, bob, RequestContact{"a"}));
  auto two = start(other, contacts().change(bob, ann, RequestContact{"b"}));
  EXPECT_TRUE(one.get());
  EXPECT_TRUE(two.get());
  EXPECT_EQ(row(*this, ann, bob).state, kAccepted);
  EXPECT_EQ(head(ann, LogId::direct(ann, bob)).seq, 1U) << "one beginning";
  other.stop();
  store.reset();
}

TEST_P(ContactContract, an_alias_is_the_owners_alone) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  befriend(ann, bob);
  const Seq before = head(bob, LogId::user(bob)).seq;
  const auto outcome = change(ann, bob, SetContactAlias{"Bobby"});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->entries.size(), 1U);
  EXPECT_EQ(row(*this, ann, bob).alias, "Bobby");
  EXPECT_EQ(row(*this, bob, ann).alias, "");
  EXPECT_EQ(head(bob, LogId::user(bob)).seq, before);
  EXPECT_TRUE(head(ann, LogId::direct(ann, bob)).may_send);
}

TEST_P(ContactContract, what_changes_nothing_writes_nothing) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  for (const model::ContactAction& action :
       {model::ContactAction(DeleteContact{}), model::ContactAction(BlockUser{false}),
        model::ContactAction(SetContactAlias{""})}) {
    const auto outcome = change(ann, bob, action);
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->entries.empty());
  }
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, 0U);
}

TEST_P(ContactContract, a_block_is_silent_and_stops_both_from_sending) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const Seq before = head(ann, LogId::user(ann)).seq;
  ASSERT_TRUE(change(bob, ann, BlockUser{true}));
  EXPECT_TRUE(row(*this, bob, ann).blocked);
  EXPECT_FALSE(row(*this, ann, bob).blocked);
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, before) << "the blocked are not told";
  EXPECT_FALSE(head(ann, log).may_send);
  EXPECT_FALSE(head(bob, log).may_send);
  ASSERT_TRUE(change(ann, bob, BlockUser{true}));
  ASSERT_TRUE(change(bob, ann, BlockUser{false}));
  EXPECT_FALSE(head(bob, log).may_send) << "the other block still holds";
  ASSERT_TRUE(change(ann, bob, BlockUser{false}));
  EXPECT_TRUE(head(ann, log).may_send);
  EXPECT_TRUE(head(bob, log).may_send);
}

TEST_P(ContactContract, a_request_to_someone_who_blocks_looks_like_any_other_and_reaches_nobody) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  ASSERT_TRUE(change(bob, ann, BlockUser{true}));
  const Seq before = head(bob, LogId::user(bob)).seq;
  const auto outcome = change(ann, bob, RequestContact{"please"});
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->mine.state, kOutgoing);
  EXPECT_EQ(row(*this, bob, ann).state, kNone);
  EXPECT_EQ(head(bob, LogId::user(bob)).seq, before);
  EXPECT_EQ(code(change(bob, ann, RequestContact{"x"})), ErrorCode::kForbidden) << "unblock first";
  ASSERT_TRUE(change(bob, ann, BlockUser{false}));
  ASSERT_TRUE(change(bob, ann, RequestContact{"x"}));
  EXPECT_EQ(row(*this, ann, bob).state, kAccepted) << "both had asked";
}

TEST_P(ContactContract, a_delete_ends_it_on_both_sides_and_a_new_request_begins_it_again) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(ann, log, "hi");
  ASSERT_TRUE(change(ann, bob, DeleteContact{}));
  for (const auto& [me, other] : {std::pair(ann, bob), std::pair(bob, ann)}) {
    EXPECT_EQ(row(*this, me, other).state, kNone);
    EXPECT_EQ(folded(*this, me, other), row(*this, me, other));
    EXPECT_FALSE(head(me, log).may_send);
  }
  EXPECT_EQ(head(ann, log).seq, 2U) << "the conversation stays as it was";
  befriend(bob, ann);
  EXPECT_EQ(entry(ann, log, 3).body, model::Body(model::DirectStarted{bob, "hello"}));
  EXPECT_EQ(say(bob, log, "back"), 4U);
}

TEST_P(ContactContract, refuses_what_the_state_does_not_allow_and_leaves_no_trace) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  EXPECT_EQ(code(change(ann, UserId(5), RequestContact{})), ErrorCode::kNotFound);
  EXPECT_EQ(code(change(UserId(5), ann, RequestContact{})), ErrorCode::kNotFound);
  EXPECT_EQ(code(change(ann, ann, RequestContact{})), ErrorCode::kForbidden);
  EXPECT_EQ(code(change(ann, bob, AnswerContact{true})), ErrorCode::kNotFound);
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, 0U);
  befriend(ann, bob);
  const Seq before = head(ann, LogId::user(ann)).seq;
  EXPECT_EQ(code(change(ann, bob, RequestContact{})), ErrorCode::kConflict);
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, before);
  EXPECT_EQ(code(run(contacts().get(ann, UserId(5)))), ErrorCode::kNotFound);
  EXPECT_EQ(row(*this, ann, make_user("eve")).state, kNone);
}

TEST_P(ContactContract, the_list_has_what_is_not_none_or_blocked_in_pages_with_the_head_of_the_user_log) {
  const UserId ann = make_user("ann");
  std::vector<UserId> listed;
  for (int i = 0; i < 6; ++i) {
    const UserId other = make_user("user" + std::to_string(i));
    if (i % 3 == 0) befriend(ann, other);
    if (i % 3 == 1) ASSERT_TRUE(change(other, ann, RequestContact{"?"}));
    if (i % 3 == 2) ASSERT_TRUE(change(ann, other, BlockUser{true}));
    listed.push_back(other);
  }
  const UserId gone = make_user("gone");
  befriend(ann, gone);
  ASSERT_TRUE(change(ann, gone, DeleteContact{}));
  const UserId named = make_user("named");
  ASSERT_TRUE(change(ann, named, SetContactAlias{"only a name"}));

  for (const std::size_t limit : {1U, 2U, 6U, 7U}) {
    std::vector<UserId> seen;
    for (bool more = true; more;) {
      const auto page = run(contacts().list(ann, seen.empty() ? UserId() : seen.back(), limit));
      ASSERT_TRUE(page);
      EXPECT_EQ(page->user_seq, head(ann, LogId::user(ann)).seq);
      EXPECT_LE(page->contacts.size(), limit);
      for (const Contact& contact : page->contacts) {
        seen.push_back(contact.user.id);
        EXPECT_EQ(contact, row(*this, ann, contact.user.id));
      }
      more = page->more;
      ASSERT_TRUE(!more || !page->contacts.empty());
    }
    EXPECT_EQ(seen, listed) << limit;
  }
}

TEST_P(ContactContract, a_full_list_takes_no_more_but_still_blocks) {
  const UserId ann = make_user("ann");
  std::vector<std::future<Result<Account>>> made;
  std::vector<std::future<Result<ContactOutcome>>> asked;
  std::vector<UserId> others;
  for (std::size_t i = 0; i <= limits::kContactsPerUser; ++i) {
    NewAccount other = account("user" + std::to_string(i));
    others.push_back(other.id);
    made.push_back(start(lane, accounts().create_account(std::move(other))));
  }
  for (auto& one : made) ASSERT_TRUE(one.get());
  const UserId late = others.back();
  others.pop_back();
  for (const UserId other : others) asked.push_back(start(lane, contacts().change(ann, other, RequestContact{})));
  for (auto& one : asked) ASSERT_TRUE(one.get());
  EXPECT_EQ(code(change(ann, late, RequestContact{})), ErrorCode::kConflict);
  EXPECT_EQ(code(change(late, ann, RequestContact{})), ErrorCode::kConflict) << "nor one more that asks";
  EXPECT_EQ(row(*this, late, ann).state, kNone);
  EXPECT_TRUE(change(others[0], ann, AnswerContact{true})) << "who is in the list already may answer";
  EXPECT_TRUE(change(ann, late, BlockUser{true})) << "a full list is no reason to be pestered";
  EXPECT_TRUE(change(ann, others[1], DeleteContact{}));
  EXPECT_TRUE(change(ann, others[2], DeleteContact{}));
  const UserId last = make_user("last");
  EXPECT_TRUE(change(ann, last, RequestContact{})) << "there is room again";
}

}  // namespace
}  // namespace godwit::store::contract
