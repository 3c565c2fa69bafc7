// SPDX-License-Identifier: Apache-2.0
// Profiles, settings and the end of an account.
#include <set>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using model::ContactState;
using model::RequestContact;

model::Cursor seen_by(World& world, UserId reader, UserId of, LogId log) {
  for (const model::Cursor& cursor : world.head(reader, log).cursors) {
    if (cursor.user == of) return cursor;
  }
  ADD_FAILURE() << "no cursor";
  return {};
}

TEST_P(PeopleContract, change_what_they_name_and_keep_the_rest) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  const std::string avatar = upload(ann, 1);
  ASSERT_TRUE(run(accounts().set_profile(ann, {.signature = "At the lake", .avatar = avatar})));
  const auto entries = run(accounts().set_profile(ann, {.name = "Ann B."}));
  ASSERT_TRUE(entries);
  const model::User now = run(accounts().get_account(ann))->user;
  EXPECT_EQ(now,
            (model::User{.id = ann, .handle = "ann", .name = "Ann B.", .signature = "At the lake", .avatar = avatar}));
  EXPECT_EQ(entries->size(), 2U);
  EXPECT_EQ(entry(bob, LogId::user(bob), (*entries)[1].seq).body,
            model::Body(model::ContactChanged{*run(contacts().get(bob, ann))}));
  EXPECT_EQ(head(bob, log).members[0], now);
  EXPECT_EQ(run(contacts().list(bob, UserId(), 10))->contacts[0].user, now);
  EXPECT_TRUE(run(accounts().set_profile(ann, {}))->empty());
}

TEST_P(PeopleContract, keep_settings_and_tell_their_own_devices) {
  const UserId ann = make_user("ann");
  const model::Settings wanted{.invisible = true, .hide_read = true, .unlisted = true};
  const auto outcome = run(accounts().set_settings(ann, wanted));
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->before, model::Settings());
  ASSERT_EQ(outcome->entries.size(), 1U);
  EXPECT_EQ(entry(ann, LogId::user(ann), 1).body, model::Body(model::SettingsChanged{wanted}));
  EXPECT_EQ(run(accounts().get_account(ann))->settings, wanted);
  EXPECT_TRUE(run(accounts().set_settings(ann, wanted))->entries.empty());
  EXPECT_EQ(code(run(accounts().set_settings(UserId(5), wanted))), ErrorCode::kNotFound);
}

TEST_P(PeopleContract, who_hide_read_marks_neither_show_nor_see_them_until_they_stop) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  for (int i = 0; i < 3; ++i) say(ann, log, "x");
  advance({{bob, log, 4, 2}, {ann, log, 4, 4}});
  ASSERT_TRUE(run(accounts().set_settings(bob, {.hide_read = true})));
  EXPECT_EQ(seen_by(*this, ann, bob, log).read, 0U);
  EXPECT_EQ(seen_by(*this, ann, bob, log).read_index, 0U);
  EXPECT_EQ(seen_by(*this, ann, bob, log).delivered, 4U);
  EXPECT_EQ(seen_by(*this, bob, ann, log).read, 0U) << "nor do they see those of others";
  EXPECT_EQ(seen_by(*this, bob, bob, log).read, 2U) << "their own devices do";
  const auto moved = run(logs().advance_cursors({{bob, log, 0, 3}}));
  ASSERT_TRUE(moved);
  ASSERT_EQ(moved->size(), 1U);
  EXPECT_TRUE((*moved)[0].read_hidden);
  EXPECT_FALSE((*moved)[0].delivered_moved);

  const auto outcome = run(accounts().set_settings(bob, {}));
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->shown.size(), 2U);
  for (const auto& [of, cursor] : outcome->shown) EXPECT_EQ(cursor, seen_by(*this, cursor.user, cursor.user, of));
  EXPECT_EQ(seen_by(*this, ann, bob, log).read, 3U);
}

TEST_P(PeopleContract, who_are_unlisted_exist_for_those_they_have_to_do_with) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId eve = make_user("eve");
  befriend(ann, bob);
  ASSERT_TRUE(run(accounts().set_settings(ann, {.unlisted = true})));
  EXPECT_EQ(code(run(contacts().find(eve, "ann"))), ErrorCode::kNotFound);
  EXPECT_EQ(code(change(eve, ann, RequestContact{})), ErrorCode::kNotFound);
  EXPECT_EQ(code(change(eve, ann, model::BlockUser{true})), ErrorCode::kNotFound) << "which would show the name";
  EXPECT_TRUE(run(contacts().find(bob, "ann")));
  EXPECT_TRUE(run(contacts().find(ann, "ann")));
  ASSERT_TRUE(change(ann, eve, RequestContact{"hello"}));
  EXPECT_TRUE(run(contacts().find(eve, "ann")));
  EXPECT_TRUE(change(eve, ann, model::AnswerContact{true}));
}

TEST_P(PeopleContract, who_delete_their_account_leave_their_messages_and_nothing_else) {
  const UserId admin = make_user("admin");
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId asked = make_user("asked");
  const LogId log = befriend(ann, bob);
  say(ann, log, "remember me");
  say(ann, LogId::direct(ann, ann), "secret note");
  ASSERT_TRUE(change(ann, asked, RequestContact{"?"}));
  const DeviceId phone = make_device(ann);
  const auto deleted = run(accounts().delete_account(ann));
  ASSERT_TRUE(deleted);
  EXPECT_EQ(deleted->devices, std::vector<DeviceId>{phone});
  EXPECT_EQ(run(accounts().get_account(ann))->user,
            (model::User{.id = ann, .handle = "", .name = "", .deleted = true}));
  EXPECT_FALSE(*run(accounts().find_account("ann")));
  EXPECT_EQ(code(run(accounts().create_account(account("ann")))), ErrorCode::kHandleTaken);
  std::set<LogId> told;
  for (const model::Entry& one : deleted->entries) {
    told.insert(one.log);
    const auto& changed = std::get<model::ContactChanged>(one.body).contact;
    EXPECT_TRUE(changed.user.deleted);
    EXPECT_EQ(changed.state, ContactState::kNone);
  }
  EXPECT_EQ(told, (std::set<LogId>{LogId::user(bob), LogId::user(asked)}));
  EXPECT_TRUE(run(contacts().list(asked, UserId(), 10))->contacts.empty()) << "the request vanished";
  EXPECT_EQ(entry(bob, log, 2).body, model::Body(model::Text{"remember me"}));
  EXPECT_FALSE(head(bob, log).may_send);
  EXPECT_TRUE(head(bob, log).members[0].deleted);
  EXPECT_EQ(code(append(bob, log, model::Text{"x"})), ErrorCode::kNotAContact);
  EXPECT_EQ(code(change(bob, ann, RequestContact{})), ErrorCode::kNotFound);
  EXPECT_EQ(entry(ann, LogId::direct(ann, ann), 1).body, model::Body()) << "what nobody can read is erased";
  EXPECT_EQ(code(run(accounts().delete_account(ann))), ErrorCode::kNotFound);
  EXPECT_EQ(run(accounts().list_accounts(UserId(), 10))->front().user.id, admin);
}

TEST_P(PeopleContract, the_last_administrator_stays_while_there_are_others) {
  NewAccount first = account("ann");
  first.admin_if_first = true;
  ASSERT_TRUE(run(accounts().create_account(first)));
  const UserId bob = make_user("bob");
  EXPECT_EQ(code(run(accounts().delete_account(first.id))), ErrorCode::kConflict);
  ASSERT_TRUE(run(accounts().delete_account(bob)));
  EXPECT_TRUE(run(accounts().delete_account(first.id)));
  NewAccount next = account("cyd");
  next.admin_if_first = true;
  EXPECT_TRUE(run(accounts().create_account(next))->admin) << "a server without people is new again";
}

}  // namespace
}  // namespace godwit::store::contract
