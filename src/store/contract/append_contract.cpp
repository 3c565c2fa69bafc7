// SPDX-License-Identifier: Apache-2.0
// LogStore::append, for new entries and repeats; edits and recalls are in amendment_contract.cpp.
#include <set>

#include "contract/store_contract.h"

namespace godwit::store::contract {
namespace {

TEST_P(StoreContract, an_append_answers_the_entry_as_it_is_read_later) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  const Append append = user_.make_append(ann, log, model::Text{"hi 🐦"});
  const Appended appended = must(user_.try_append(append));

  EXPECT_FALSE(appended.repeated);
  EXPECT_EQ(appended.epoch, user_.store->epoch());
  EXPECT_EQ(appended.entry.seq, 2U);
  EXPECT_EQ(appended.entry.message_index, 1U);
  EXPECT_EQ(appended.entry.author, ann);
  EXPECT_EQ(appended.entry.time_ms, user_.clock.unix_millis());
  EXPECT_EQ(appended.entry.client_id, append.client_id);

  model::Entry expected = appended.entry;
  expected.client_id.reset();
  EXPECT_EQ(user_.read_all(bob, log).back(), expected);
}

TEST_P(StoreContract, appends_from_several_lanes_get_every_seq_once_and_keep_the_order_of_their_lane) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  constexpr std::size_t kLanes = 3;
  constexpr std::size_t kEach = 300;
  std::vector<std::vector<std::future<Result<Appended>>>> answers(kLanes);
  for (std::size_t i = 0; i < kEach; ++i) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      Append append = user_.make_append(lane == 0 ? ann : bob, log, model::Text{std::to_string(lane * 1000 + i)});
      answers[lane].push_back(user_.start(lane, user_.store->logs().append(std::move(append))));
    }
  }
  std::set<Seq> seqs;
  for (auto& of_lane : answers) {
    Seq last = 0;
    for (auto& answer : of_lane) {
      const Appended appended = must(answer.get());
      EXPECT_GT(appended.entry.seq, last);
      last = appended.entry.seq;
      seqs.insert(last);
    }
  }
  EXPECT_EQ(seqs.size(), kLanes * kEach);
  EXPECT_EQ(*seqs.begin(), 2U);
  EXPECT_EQ(*seqs.rbegin(), kLanes * kEach + 1);
  const auto entries = user_.read_all(ann, log);
  ASSERT_EQ(entries.size(), kLanes * kEach + 1);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].seq, i + 1);
    EXPECT_EQ(entries[i].message_index, i);
  }
}

TEST_P(StoreContract, the_time_of_entries_never_runs_back_in_a_log) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  const UnixMillis first = user_.say(ann, note, "one").entry.time_ms;
  user_.clock.move(std::chrono::seconds(-30));
  EXPECT_EQ(user_.say(ann, note, "two").entry.time_ms, first);
  user_.clock.move(std::chrono::seconds(31));
  EXPECT_EQ(user_.say(ann, note, "three").entry.time_ms, first + 1000);
}

TEST_P(StoreContract, a_repeat_answers_the_first_result_and_stores_nothing) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  const Append append = user_.make_append(ann, note, model::Text{"once"});
  const Appended first = must(user_.try_append(append));
  user_.say(ann, note, "between");
  user_.clock.move(std::chrono::hours(24));
  const Appended second = must(user_.try_append(append));
  EXPECT_TRUE(second.repeated);
  EXPECT_EQ(second.entry, first.entry);
  EXPECT_EQ(second.epoch, first.epoch);
  EXPECT_EQ(user_.head(ann, note).seq, 2U);
}

TEST_P(StoreContract, repeats_that_are_in_flight_together_store_one_entry) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  const Append append = user_.make_append(ann, note, model::Text{"once"});
  std::vector<std::future<Result<Appended>>> answers;
  for (std::size_t i = 0; i < 30; ++i) answers.push_back(user_.start(i % 3, user_.store->logs().append(append)));
  std::size_t fresh = 0;
  for (auto& answer : answers) {
    const Appended appended = must(answer.get());
    EXPECT_EQ(appended.entry.seq, 1U);
    if (!appended.repeated) ++fresh;
  }
  EXPECT_EQ(fresh, 1U);
  EXPECT_EQ(user_.read_all(ann, note).size(), 1U);
}

TEST_P(StoreContract, a_client_id_with_another_request_is_refused) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  Append append = user_.make_append(ann, note, model::Text{"one"});
  must(user_.try_append(append));
  append.body = model::Text{"two"};
  append.request_hash = hash_of(append.body);
  EXPECT_EQ(refusal(user_.try_append(append)), "CLIENT_ID_REUSED");
  EXPECT_EQ(user_.head(ann, note).seq, 1U);
}

TEST_P(StoreContract, a_client_id_belongs_to_its_user_and_log) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  Append append = user_.make_append(ann, log, model::Text{"one"});
  EXPECT_EQ(must(user_.try_append(append)).entry.seq, 2U);
  append.author.user = bob;
  EXPECT_FALSE(must(user_.try_append(append)).repeated);
  append.author.user = ann;
  append.log = LogId::direct(ann, ann);
  EXPECT_FALSE(must(user_.try_append(append)).repeated);
  EXPECT_EQ(user_.head(ann, log).seq, 3U);
}

TEST_P(StoreContract, a_repeat_is_answered_also_when_the_author_may_no_longer_send) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  const Append append = user_.make_append(ann, log, model::Text{"one"});
  const Appended first = must(user_.try_append(append));
  user_.change(bob, ann, model::BlockUser{true});
  EXPECT_EQ(must(user_.try_append(append)).entry, first.entry);
  EXPECT_EQ(refusal(user_.try_append(user_.make_append(ann, log, model::Text{"two"}))), "NOT_A_CONTACT");
}

TEST_P(StoreContract, a_client_id_is_new_again_after_fourteen_days_and_not_after_thirteen) {
  const UserId ann = user_.add_user("ann");
  const LogId note = LogId::direct(ann, ann);
  const Append append = user_.make_append(ann, note, model::Text{"once"});
  must(user_.try_append(append));
  user_.clock.move(std::chrono::days(13));
  for (int i = 0; i < 3; ++i) user_.say(ann, note, "time passes");
  EXPECT_TRUE(must(user_.try_append(append)).repeated);
  user_.clock.move(std::chrono::hours(25));
  // Forgetting happens in the store's own time, but a store in use gets to it.
  for (int i = 0; i < 100; ++i) {
    user_.clock.move(std::chrono::minutes(2));
    user_.say(ann, note, "time passes");
    if (!must(user_.try_append(append)).repeated) return;
  }
  FAIL() << "the client_id was never forgotten";
}

TEST_P(StoreContract, only_a_member_who_may_send_can_append) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const UserId eve = user_.add_user("eve");
  const LogId log = user_.befriend(ann, bob);
  const auto refused = [&](UserId author, LogId where) {
    return refusal(user_.try_append(user_.make_append(author, where, model::Text{"x"})));
  };
  EXPECT_EQ(refused(eve, log), "NOT_A_CONTACT");
  EXPECT_EQ(refused(eve, LogId::direct(eve, ann)), "NOT_A_CONTACT");
  EXPECT_EQ(refused(eve, LogId::direct(ann, ann)), "NOT_A_CONTACT");
  EXPECT_EQ(refused(ann, LogId::user(ann)), "NOT_A_CONTACT") << "only the server writes user logs";
  EXPECT_EQ(refused(eve, LogId::user(ann)), "NOT_A_CONTACT");
  EXPECT_EQ(user_.head(ann, log).seq, 1U);
  EXPECT_EQ(refused(ann, log), "");
}

TEST_P(StoreContract, a_refused_append_leaves_no_trace_beside_others_of_its_batch) {
  const UserId ann = user_.add_user("ann");
  const UserId eve = user_.add_user("eve");
  const LogId note = LogId::direct(ann, ann);
  std::vector<std::future<Result<Appended>>> answers;
  for (std::size_t i = 0; i < 200; ++i) {
    const UserId author = i % 2 == 0 ? ann : eve;
    answers.push_back(user_.start(0, user_.store->logs().append(user_.make_append(author, note, model::Text{"x"}))));
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(refusal(answers[i].get()), i % 2 == 0 ? "" : "NOT_A_CONTACT");
  }
  const auto entries = user_.read_all(ann, note);
  EXPECT_EQ(entries.size(), 100U);
  EXPECT_EQ(entries.back().seq, 100U);
}

TEST_P(StoreContract, sending_moves_both_cursors_of_the_author_only) {
  const UserId ann = user_.add_user("ann");
  const UserId bob = user_.add_user("bob");
  const LogId log = user_.befriend(ann, bob);
  user_.say(bob, log, "one");
  user_.say(bob, log, "two");
  EXPECT_EQ(user_.cursor(ann, log), (model::Cursor{ann, user_.store->epoch(), 0, 0, 0}));
  user_.say(ann, log, "three");
  EXPECT_EQ(user_.cursor(ann, log), (model::Cursor{ann, user_.store->epoch(), 4, 4, 3}));
  EXPECT_EQ(user_.cursor(bob, log), (model::Cursor{bob, user_.store->epoch(), 3, 3, 2}));
}

}  // namespace
}  // namespace godwit::store::contract
