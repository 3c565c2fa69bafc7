// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using model::Text;

TEST_P(AppendContract, numbers_the_entries_of_a_log_from_one_without_holes) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  for (Seq seq = 1; seq <= 20; ++seq) EXPECT_EQ(say(ann, log, "note " + std::to_string(seq)), seq);
  const auto entries = read_all(ann, log);
  ASSERT_EQ(entries.size(), 20U);
  for (Seq seq = 1; seq <= 20; ++seq) {
    EXPECT_EQ(entries[seq - 1].seq, seq);
    EXPECT_EQ(entries[seq - 1].body, model::Body(Text{"note " + std::to_string(seq)}));
  }
}

TEST_P(AppendContract, answers_the_entry_as_it_is_stored) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  clock.advance(std::chrono::seconds(5));
  Append wanted = request(ann, log, Text{"hi Bob"});
  const auto appended = run(logs().append(wanted));
  ASSERT_TRUE(appended);
  EXPECT_EQ(appended->epoch, store->epoch());
  EXPECT_FALSE(appended->repeated);
  EXPECT_EQ(appended->entry.log, log);
  EXPECT_EQ(appended->entry.seq, 2U) << "after DirectStarted";
  EXPECT_EQ(appended->entry.author, ann);
  EXPECT_EQ(appended->entry.time_ms, clock.unix_millis());
  EXPECT_EQ(appended->entry.message_index, 1U);
  EXPECT_EQ(appended->entry.client_id, wanted.client_id);
  model::Entry stored = entry(bob, log, 2);
  EXPECT_FALSE(stored.client_id) << "on live entries only";
  stored.client_id = wanted.client_id;
  EXPECT_EQ(stored, appended->entry);
}

TEST_P(AppendContract, stores_the_appends_of_a_lane_in_call_order) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  std::vector<std::future<Result<Appended>>> answers;
  for (int i = 0; i < 300; ++i) {
    answers.push_back(start(lane, logs().append(request(ann, log, Text{std::to_string(i)}))));
  }
  for (Seq i = 0; i < 300; ++i) {
    const auto appended = answers[i].get();
    ASSERT_TRUE(appended);
    EXPECT_EQ(appended->entry.seq, i + 1);
  }
}

TEST_P(AppendContract, gives_every_seq_once_when_several_lanes_append_to_the_same_logs) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId direct = befriend(ann, bob);
  const LogId notes = LogId::direct(ann, ann);
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<std::future<Result<Appended>>> answers;
  for (int i = 0; i < 4; ++i) lanes.emplace_back(std::make_unique<Lane>("lane"))->start();
  constexpr int kEach = 100;
  for (int i = 0; i < kEach; ++i) {
    for (std::size_t l = 0; l < lanes.size(); ++l) {
      const UserId author = l % 2 == 0 ? ann : bob;
      const LogId log = l == 2 ? notes : direct;
      const std::string text = std::to_string(l) + " " + std::to_string(i);
      answers.push_back(start(*lanes[l], logs().append(request(author, log, Text{text}))));
    }
  }
  std::set<std::pair<LogId, Seq>> given;
  for (auto& answer : answers) {
    const auto appended = answer.get();
    ASSERT_TRUE(appended);
    EXPECT_TRUE(given.emplace(appended->entry.log, appended->entry.seq).second) << "given twice";
    EXPECT_EQ(entry(ann, appended->entry.log, appended->entry.seq).body, appended->entry.body);
  }
  EXPECT_EQ(head(ann, notes).seq, 0U + kEach);
  EXPECT_EQ(head(ann, direct).seq, 1U + 3 * kEach);
  EXPECT_EQ(read_all(ann, direct).size(), 1U + 3 * kEach);
  for (auto& one : lanes) one->stop();
  store.reset();
}

TEST_P(AppendContract, time_never_runs_backwards_in_a_log) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  say(ann, log, "now");
  clock.advance(std::chrono::hours(-1));
  say(ann, log, "the clock was set back");
  EXPECT_EQ(entry(ann, log, 2).time_ms, entry(ann, log, 1).time_ms);
}

TEST_P(AppendContract, refuses_strangers_and_leaves_no_trace) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = LogId::direct(ann, bob);
  EXPECT_EQ(code(append(ann, log, Text{"hi"})), ErrorCode::kNotAContact);
  EXPECT_EQ(code(run(logs().head(ann, log))), ErrorCode::kNotFound) << "no conversation was made";

  ASSERT_TRUE(change(ann, bob, model::RequestContact{"please"}));
  EXPECT_EQ(code(append(ann, log, Text{"hi"})), ErrorCode::kNotAContact) << "a request is not enough";
  EXPECT_EQ(code(append(bob, log, Text{"hi"})), ErrorCode::kNotAContact);
}

TEST_P(AppendContract, knows_no_log_of_others) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId eve = make_user("eve");
  const LogId log = befriend(ann, bob);
  EXPECT_EQ(code(append(eve, log, Text{"hi"})), ErrorCode::kNotFound);
  EXPECT_EQ(code(append(eve, LogId::direct(ann, ann), Text{"hi"})), ErrorCode::kNotFound);
  EXPECT_EQ(code(append(eve, LogId::user(ann), Text{"hi"})), ErrorCode::kNotFound);
  EXPECT_EQ(code(append(eve, LogId::direct(UserId(5), UserId(6)), Text{"hi"})), ErrorCode::kNotFound);
  EXPECT_EQ(head(ann, log).seq, 1U);
  EXPECT_EQ(head(ann, LogId::direct(ann, ann)).seq, 0U);
}

TEST_P(AppendContract, keeps_user_logs_to_the_server) {
  const UserId ann = make_user("ann");
  EXPECT_EQ(code(append(ann, LogId::user(ann), Text{"hi"})), ErrorCode::kNotAContact);
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, 0U);
}

TEST_P(AppendContract, refuses_both_while_one_blocks_the_other_and_after_a_delete) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  ASSERT_TRUE(change(bob, ann, model::BlockUser{true}));
  EXPECT_EQ(code(append(ann, log, Text{"hi"})), ErrorCode::kNotAContact);
  EXPECT_EQ(code(append(bob, log, Text{"hi"})), ErrorCode::kNotAContact);
  ASSERT_TRUE(change(bob, ann, model::BlockUser{false}));
  EXPECT_EQ(say(ann, log, "again"), 2U) << "what was refused took no seq";
  ASSERT_TRUE(change(ann, bob, model::DeleteContact{}));
  EXPECT_EQ(code(append(ann, log, Text{"hi"})), ErrorCode::kNotAContact);
  EXPECT_EQ(code(append(bob, log, Text{"hi"})), ErrorCode::kNotAContact);
}

TEST_P(AppendContract, answers_the_first_result_to_a_repeat) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  Append wanted = request(ann, log, Text{"once"});
  const auto first = run(logs().append(wanted));
  ASSERT_TRUE(first);
  say(ann, log, "something else");
  clock.advance(std::chrono::hours(1));
  const auto again = run(logs().append(wanted));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->epoch, first->epoch);
  EXPECT_EQ(again->entry.seq, first->entry.seq);
  EXPECT_EQ(again->entry.time_ms, first->entry.time_ms);
  EXPECT_EQ(again->entry.message_index, first->entry.message_index);
  EXPECT_EQ(again->entry.client_id, first->entry.client_id);
  EXPECT_EQ(head(ann, log).seq, 2U);
  EXPECT_EQ(head(ann, log).message_index, 2U);
}

TEST_P(AppendContract, answers_repeats_that_race_with_the_first) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  const Append wanted = request(ann, log, Text{"once"});
  std::vector<std::future<Result<Appended>>> answers;
  for (int i = 0; i < 50; ++i) answers.push_back(start(lane, logs().append(wanted)));
  int fresh = 0;
  for (auto& answer : answers) {
    const auto appended = answer.get();
    ASSERT_TRUE(appended);
    EXPECT_EQ(appended->entry.seq, 1U);
    fresh += appended->repeated ? 0 : 1;
  }
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(head(ann, log).seq, 1U);
}

TEST_P(AppendContract, refuses_a_client_id_with_another_request) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  Append first = request(ann, log, Text{"one"});
  ASSERT_TRUE(run(logs().append(first)));
  Append other = request(ann, log, Text{"two"});
  other.client_id = first.client_id;
  EXPECT_EQ(code(run(logs().append(other))), ErrorCode::kClientIdReused);
  EXPECT_EQ(head(ann, log).seq, 1U);
}

TEST_P(AppendContract, takes_the_same_client_id_in_another_log_or_of_another_user_as_new) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  Append wanted = request(ann, log, Text{"one"});
  ASSERT_TRUE(run(logs().append(wanted)));
  wanted.log = LogId::direct(ann, ann);
  const auto elsewhere = run(logs().append(wanted));
  ASSERT_TRUE(elsewhere);
  EXPECT_FALSE(elsewhere->repeated);
  wanted.log = log;
  wanted.author.user = bob;
  const auto others = run(logs().append(wanted));
  ASSERT_TRUE(others);
  EXPECT_FALSE(others->repeated);
  EXPECT_EQ(others->entry.seq, 3U);
}

TEST_P(AppendContract, knows_a_repeat_from_another_device_of_the_user) {
  const UserId ann = make_user("ann");
  Append wanted = request(ann, LogId::direct(ann, ann), Text{"one"});
  ASSERT_TRUE(run(logs().append(wanted)));
  wanted.author.device = DeviceId(99);
  const auto again = run(logs().append(wanted));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
}

TEST_P(AppendContract, answers_a_repeat_even_when_the_right_to_send_is_gone) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const Append wanted = request(ann, log, Text{"one"});
  ASSERT_TRUE(run(logs().append(wanted)));
  ASSERT_TRUE(change(bob, ann, model::BlockUser{true}));
  const auto again = run(logs().append(wanted));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->entry.seq, 2U);
}

TEST_P(AppendContract, does_not_remember_the_client_id_of_what_was_refused) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const Append wanted = request(ann, LogId::direct(ann, bob), Text{"one"});
  EXPECT_EQ(code(run(logs().append(wanted))), ErrorCode::kNotAContact);
  befriend(ann, bob);
  const auto later = run(logs().append(wanted));
  ASSERT_TRUE(later);
  EXPECT_FALSE(later->repeated);
}

TEST_P(AppendContract, moves_the_authors_cursor_and_nobody_elses) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(bob, log, "one");
  say(bob, log, "two");
  EXPECT_EQ(cursor(ann, log).read, 0U);
  say(ann, log, "three");
  EXPECT_EQ(cursor(ann, log), (model::Cursor{ann, store->epoch(), 4, 4, 3}));
  EXPECT_EQ(cursor(bob, log).read, 3U);
  EXPECT_EQ(cursor(bob, log).read_index, 2U);
}

TEST_P(AppendContract, counts_messages_but_not_edits_recalls_and_system_entries) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  EXPECT_EQ(head(ann, log).message_index, 0U) << "DirectStarted is no message";
  const Seq first = say(ann, log, "one");
  say(ann, log, "two");
  ASSERT_TRUE(append(ann, log, model::Edit{first, "one!"}));
  ASSERT_TRUE(append(ann, log, model::Recall{first}));
  say(ann, log, "three");
  std::vector<std::uint64_t> indexes;
  for (const auto& entry : read_all(bob, log)) indexes.push_back(entry.message_index);
  EXPECT_EQ(indexes, (std::vector<std::uint64_t>{0, 1, 2, 2, 2, 3}));
  EXPECT_EQ(head(bob, log).message_index - cursor(bob, log).read_index, 3U) << "unread, the recalled one until passed";
  advance({{bob, log, 0, 3}});
  EXPECT_EQ(head(bob, log).message_index - cursor(bob, log).read_index, 1U);
}

}  // namespace
}  // namespace godwit::store::contract
