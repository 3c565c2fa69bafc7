// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

TEST_P(AccountContract, is_found_by_handle_and_by_id) {
  const auto made = run(accounts().create_account(account("ann")));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->user, (model::User{made->user.id, "ann", "Name of ann"}));
  EXPECT_EQ(made->password_hash, "hash of ann");
  EXPECT_FALSE(made->admin);
  EXPECT_EQ(made->created_ms, clock.unix_millis());
  const auto found = run(accounts().find_account("ann"));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->user, made->user);
  EXPECT_EQ((*found)->password_hash, "hash of ann");
  const auto got = run(accounts().get_account(made->user.id));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->user, made->user);
  EXPECT_EQ(got->created_ms, made->created_ms);
}

TEST_P(AccountContract, may_be_absent) {
  make_user("ann");
  const auto found = run(accounts().find_account("an"));
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
  EXPECT_EQ(code(run(accounts().get_account(UserId(5)))), ErrorCode::kNotFound);
}

TEST_P(AccountContract, has_a_user_log_and_a_note_to_self) {
  const UserId ann = make_user("ann");
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, 0U);
  EXPECT_EQ(say(ann, LogId::direct(ann, ann), "a note"), 1U);
}

TEST_P(AccountContract, has_its_handle_alone) {
  const UserId ann = make_user("ann");
  const NewAccount second = account("ann");
  EXPECT_EQ(code(run(accounts().create_account(second))), ErrorCode::kHandleTaken);
  EXPECT_EQ((*run(accounts().find_account("ann")))->user.id, ann);
  EXPECT_EQ(code(run(accounts().get_account(second.id))), ErrorCode::kNotFound) << "no trace";
  EXPECT_EQ(code(run(logs().head(second.id, LogId::user(second.id)))), ErrorCode::kNotFound);
}

TEST_P(AccountContract, goes_to_one_of_those_who_race_for_a_handle) {
  std::vector<std::future<Result<Account>>> answers;
  for (int i = 0; i < 10; ++i) answers.push_back(start(lane, accounts().create_account(account("ann"))));
  int made = 0;
  for (auto& answer : answers) {
    const auto result = answer.get();
    if (!result) EXPECT_EQ(code(result), ErrorCode::kHandleTaken);
    made += result ? 1 : 0;
  }
  EXPECT_EQ(made, 1);
}

TEST_P(AccountContract, refuses_an_id_that_is_taken_without_harm_to_those_who_share_the_commit) {
  const UserId ann = make_user("ann");
  NewAccount twin = account("twin");
  twin.id = ann;
  // On one lane, so that they wait for the same commit.
  auto before = start(lane, logs().append(request(ann, LogId::direct(ann, ann), model::Text{"before"})));
  auto refused = start(lane, accounts().create_account(twin));
  auto after = start(lane, logs().append(request(ann, LogId::direct(ann, ann), model::Text{"after"})));
  EXPECT_TRUE(before.get());
  EXPECT_EQ(code(refused.get()), ErrorCode::kConflict);
  EXPECT_TRUE(after.get());
  EXPECT_EQ(run(accounts().get_account(ann))->user.handle, "ann");
}

TEST_P(AccountContract, the_first_is_admin_when_asked_for) {
  NewAccount first = account("ann");
  first.admin_if_first = true;
  EXPECT_TRUE(run(accounts().create_account(first))->admin);
  NewAccount second = account("bob");
  second.admin_if_first = true;
  EXPECT_FALSE(run(accounts().create_account(second))->admin);
  EXPECT_TRUE(run(accounts().get_account(first.id))->admin);
}

TEST_P(AccountContract, only_the_very_first_is_admin) {
  make_user("ann");
  NewAccount second = account("bob");
  second.admin_if_first = true;
  EXPECT_FALSE(run(accounts().create_account(second))->admin);
}

TEST_P(AccountContract, lists_ascending_in_pages) {
  std::vector<UserId> all;
  for (int i = 0; i < 7; ++i) all.push_back(make_user("user" + std::to_string(6 - i)));
  for (const std::size_t limit : {1U, 3U, 7U, 8U}) {
    std::vector<UserId> seen;
    for (;;) {
      const auto page = run(accounts().list_accounts(seen.empty() ? UserId() : seen.back(), limit));
      ASSERT_TRUE(page);
      EXPECT_LE(page->size(), limit);
      if (page->empty()) break;
      for (const Account& one : *page) seen.push_back(one.user.id);
    }
    EXPECT_EQ(seen, all) << limit;
  }
}

TEST_P(AccountContract, a_new_name_is_told_to_the_own_user_log_and_to_everyone_who_has_the_user_in_the_list) {
  const UserId ann = make_user("ann");
  const UserId friend_of = make_user("friend");
  const UserId asked = make_user("asked");
  const UserId blocker = make_user("blocker");
  const UserId former = make_user("former");
  const UserId stranger = make_user("stranger");
  befriend(ann, friend_of);
  ASSERT_TRUE(change(ann, asked, model::RequestContact{"?"}));
  ASSERT_TRUE(change(blocker, ann, model::BlockUser{true}));
  befriend(ann, former);
  ASSERT_TRUE(change(former, ann, model::DeleteContact{}));

  const auto entries = run(accounts().set_profile(ann, {.name = "Ann B."}));
  ASSERT_TRUE(entries);
  EXPECT_EQ(run(accounts().get_account(ann))->user.name, "Ann B.");
  std::set<LogId> told;
  for (const model::Entry& one : *entries) {
    EXPECT_TRUE(told.insert(one.log).second);
    EXPECT_EQ(one, entry(one.log.owner(), one.log, one.seq)) << "what is published is what is stored";
    if (one.log == LogId::user(ann)) {
      EXPECT_EQ(one.body, model::Body(model::ProfileChanged{{ann, "ann", "Ann B."}}));
    } else {
      const auto now = run(contacts().get(one.log.owner(), ann));
      ASSERT_TRUE(now);
      EXPECT_EQ(now->user.name, "Ann B.");
      EXPECT_EQ(one.body, model::Body(model::ContactChanged{*now}));
    }
  }
  EXPECT_EQ(told,
            (std::set<LogId>{LogId::user(ann), LogId::user(friend_of), LogId::user(asked), LogId::user(blocker)}));
  EXPECT_FALSE(told.contains(LogId::user(stranger)));
  EXPECT_EQ(head(friend_of, LogId::direct(ann, friend_of)).members[0].name, "Ann B.");
}

TEST_P(AccountContract, the_same_name_again_is_told_to_nobody) {
  const UserId ann = make_user("ann");
  ASSERT_TRUE(run(accounts().set_profile(ann, {.name = "Ann"})));
  const auto again = run(accounts().set_profile(ann, {.name = "Ann"}));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty());
  EXPECT_EQ(head(ann, LogId::user(ann)).seq, 1U);
  EXPECT_EQ(code(run(accounts().set_profile(UserId(5), {.name = "x"}))), ErrorCode::kNotFound);
}

TEST_P(AccountContract, an_invite_gives_as_many_accounts_as_it_has_uses) {
  ASSERT_TRUE(run(accounts().create_invite({.code_hash = secret(1), .uses = 2, .expires_ms = 0})));
  const auto join = [&](const std::string& handle, std::uint64_t code) {
    NewAccount wanted = account(handle);
    wanted.invite = secret(code);
    return run(accounts().create_account(wanted));
  };
  EXPECT_EQ(code(join("nobody", 2)), ErrorCode::kInviteInvalid) << "never made";
  EXPECT_TRUE(join("ann", 1));
  EXPECT_EQ(code(join("ann", 1)), ErrorCode::kHandleTaken) << "which takes no use";
  EXPECT_TRUE(join("bob", 1));
  EXPECT_EQ(code(join("cyd", 1)), ErrorCode::kInviteInvalid);
  EXPECT_FALSE(*run(accounts().find_account("cyd")));
  EXPECT_TRUE(run(accounts().create_account(account("dan")))) << "without one, the store does not ask";
}

TEST_P(AccountContract, an_invite_with_one_use_lets_one_of_many_in) {
  ASSERT_TRUE(run(accounts().create_invite({.code_hash = secret(1)})));
  std::vector<std::future<Result<Account>>> answers;
  for (int i = 0; i < 10; ++i) {
    NewAccount wanted = account("user" + std::to_string(i));
    wanted.invite = secret(1);
    answers.push_back(start(lane, accounts().create_account(wanted)));
  }
  int made = 0;
  for (auto& answer : answers) made += answer.get() ? 1 : 0;
  EXPECT_EQ(made, 1);
}

TEST_P(AccountContract, an_invite_expires) {
  ASSERT_TRUE(
      run(accounts().create_invite({.code_hash = secret(1), .uses = 5, .expires_ms = clock.unix_millis() + 1'000})));
  NewAccount ann = account("ann");
  ann.invite = secret(1);
  EXPECT_TRUE(run(accounts().create_account(ann)));
  clock.advance(std::chrono::seconds(1));
  NewAccount bob = account("bob");
  bob.invite = secret(1);
  EXPECT_EQ(code(run(accounts().create_account(bob))), ErrorCode::kInviteInvalid);
}

TEST_P(AccountContract, an_invite_is_made_once) {
  ASSERT_TRUE(run(accounts().create_invite({.code_hash = secret(1), .uses = 1, .expires_ms = 0})));
  EXPECT_EQ(code(run(accounts().create_invite({.code_hash = secret(1), .uses = 9, .expires_ms = 0}))),
            ErrorCode::kConflict);
}

}  // namespace
}  // namespace godwit::store::contract
