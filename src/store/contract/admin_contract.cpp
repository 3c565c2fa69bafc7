// SPDX-License-Identifier: Apache-2.0
#include "store_contract.h"

namespace godwit::store::contract {
namespace {

constexpr UserId kCommandLine;

TEST_P(AdminContract, acts_leave_a_row_each_and_refused_ones_none) {
  auto& admin = store->admin();
  const auto ann = run(admin.add_account(kCommandLine, account("ann")));
  ASSERT_TRUE(ann);
  const UserId bob = make_user("bob");
  EXPECT_EQ(code(run(admin.add_account(bob, account("eve")))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(admin.set_admin(bob, bob, true))), ErrorCode::kForbidden);
  ASSERT_TRUE(run(admin.set_admin(kCommandLine, ann->user.id, true)));
  EXPECT_EQ(code(run(admin.set_disabled(ann->user.id, UserId(5), true))), ErrorCode::kNotFound);
  ASSERT_TRUE(run(admin.set_disabled(ann->user.id, bob, true)));
  ASSERT_TRUE(run(admin.create_invite(ann->user.id, {.code_hash = secret(1)})));
  const auto rows = run(admin.list_audit(0, 10));
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 4U);
  EXPECT_EQ((*rows)[0].act, "invite.create");
  EXPECT_EQ((*rows)[1].act, "user.disable");
  EXPECT_EQ((*rows)[1].actor_handle, "ann");
  EXPECT_EQ((*rows)[1].target_handle, "bob");
  EXPECT_EQ((*rows)[1].time_ms, clock.unix_millis());
  EXPECT_EQ((*rows)[3].act, "user.add");
  EXPECT_EQ((*rows)[3].actor, kCommandLine);
  EXPECT_EQ(run(admin.list_audit((*rows)[1].id, 1))->at(0).act, "admin.add");
}

TEST_P(AdminContract, a_disabled_person_has_no_devices_and_gets_none) {
  auto& admin = store->admin();
  const UserId bob = make_user("bob");
  const DeviceId phone = make_device(bob);
  EXPECT_EQ(*run(admin.set_disabled(kCommandLine, bob, true)), std::vector<DeviceId>{phone});
  NewDevice next{.id = DeviceId(77), .user = bob, .token_hash = secret(77), .name = "x"};
  EXPECT_EQ(code(run(devices().create_device(next, 20))), ErrorCode::kForbidden);
  ASSERT_TRUE(run(admin.set_disabled(kCommandLine, bob, false)));
  EXPECT_TRUE(run(devices().create_device(next, 20)));
  EXPECT_EQ(*run(admin.reset_password(kCommandLine, bob, "new hash")), std::vector<DeviceId>{DeviceId(77)});
  EXPECT_EQ(run(accounts().get_account(bob))->password_hash, "new hash");
}

TEST_P(AdminContract, the_last_administrator_can_be_neither_removed_nor_disabled) {
  auto& admin = store->admin();
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  ASSERT_TRUE(run(admin.set_admin(kCommandLine, ann, true)));
  EXPECT_EQ(code(run(admin.set_admin(ann, ann, false))), ErrorCode::kConflict);
  EXPECT_EQ(code(run(admin.set_disabled(kCommandLine, ann, true))), ErrorCode::kConflict);
  ASSERT_TRUE(run(admin.set_admin(ann, bob, true)));
  EXPECT_TRUE(run(admin.set_admin(ann, ann, false)));
  EXPECT_EQ(code(run(admin.check_admin(ann))), ErrorCode::kForbidden);
}

TEST_P(AdminContract, the_only_account_stays_an_administrator_too) {
  auto& admin = store->admin();
  NewAccount first = account("ann");
  first.admin_if_first = true;
  const UserId ann = run(admin.add_account(kCommandLine, first))->user.id;
  EXPECT_EQ(code(run(admin.set_admin(ann, ann, false))), ErrorCode::kConflict);
  EXPECT_EQ(code(run(admin.set_disabled(kCommandLine, ann, true))), ErrorCode::kConflict);
  EXPECT_EQ(run(admin.list_audit(0, 10))->size(), 1U) << "refused acts leave no row";
}

TEST_P(AdminContract, a_disabled_administrator_is_none_and_holds_nobody_up) {
  auto& admin = store->admin();
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  ASSERT_TRUE(run(admin.set_admin(kCommandLine, ann, true)));
  ASSERT_TRUE(run(admin.set_admin(kCommandLine, bob, true)));
  ASSERT_TRUE(run(admin.set_disabled(ann, bob, true)));
  EXPECT_EQ(code(run(admin.check_admin(bob))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(admin.set_disabled(bob, ann, true))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(admin.set_admin(ann, ann, false))), ErrorCode::kConflict) << "bob is there, but disabled";
  EXPECT_TRUE(run(admin.set_admin(ann, bob, false)));
}

TEST_P(AdminContract, tells_how_accounts_are_used_in_the_order_asked) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  make_device(ann);
  clock.advance(std::chrono::minutes(5));
  const DeviceId phone = make_device(ann);
  ASSERT_TRUE(run(devices().touch_device({phone, "test/1", "192.0.2.1"})));
  const auto use = run(store->admin().list_use({bob, UserId(5), ann}));
  ASSERT_TRUE(use);
  ASSERT_EQ(use->size(), 3U);
  EXPECT_EQ((*use)[0].devices, 0U);
  EXPECT_EQ((*use)[0].last_seen_ms, 0);
  EXPECT_EQ((*use)[1].devices, 0U);
  EXPECT_EQ((*use)[2].devices, 2U);
  EXPECT_EQ((*use)[2].last_seen_ms, clock.unix_millis());
  ASSERT_TRUE(run(store->presence().note_seen({{.user = bob, .last_seen_ms = 1'234'000}}, {})));
  EXPECT_EQ(run(store->admin().list_use({bob}))->at(0).last_seen_ms, 1'234'000);
}

TEST_P(AdminContract, counts_what_there_is) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  make_device(ann);
  say(ann, befriend(ann, bob), "x");
  const auto totals = run(store->admin().count());
  ASSERT_TRUE(totals);
  EXPECT_EQ(totals->users, 2U);
  EXPECT_EQ(totals->disabled, 0U);
  EXPECT_EQ(totals->devices, 1U);
  EXPECT_EQ(totals->conversations, 1U);
  EXPECT_EQ(totals->entries, 2U);
  EXPECT_GT(totals->bytes, 0U);
}

}  // namespace
}  // namespace godwit::store::contract
