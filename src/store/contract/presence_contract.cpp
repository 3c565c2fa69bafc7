// SPDX-License-Identifier: Apache-2.0
#include "store_contract.h"

namespace godwit::store::contract {
namespace {

TEST_P(PresenceContract, is_for_accepted_contacts_who_do_not_block_each_other) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId asked = make_user("asked");
  const UserId blocked = make_user("blocked");
  befriend(ann, bob);
  befriend(ann, blocked);
  ASSERT_TRUE(change(ann, asked, model::RequestContact{}));
  ASSERT_TRUE(change(ann, blocked, model::BlockUser{true}));
  ASSERT_TRUE(run(presence().note_seen({{ann, 500, false}, {bob, 700, false}}, {})));
  const auto seen = run(presence().list_seen(ann, UserId()));
  ASSERT_TRUE(seen);
  ASSERT_EQ(seen->size(), 1U);
  EXPECT_EQ((*seen)[0].user, bob);
  EXPECT_EQ((*seen)[0].last_seen_ms, 700);
  EXPECT_TRUE(run(presence().list_seen(blocked, UserId()))->empty());
  EXPECT_TRUE(run(presence().list_seen(asked, ann))->empty());
  EXPECT_EQ(run(presence().list_seen(bob, ann))->size(), 1U);
  const auto watched = run(presence().list_watchers({ann, UserId(5)}));
  ASSERT_TRUE(watched);
  ASSERT_EQ(watched->size(), 1U);
  EXPECT_EQ((*watched)[0].watchers, std::vector<UserId>{bob});
}

TEST_P(PresenceContract, the_time_seen_grows_and_stands_still_while_invisible) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  befriend(ann, bob);
  const auto seen = [&] { return run(presence().list_seen(bob, ann))->at(0); };
  ASSERT_TRUE(run(presence().note_seen({{ann, 500, false}}, {})));
  ASSERT_TRUE(run(presence().note_seen({{ann, 400, false}}, {})));
  EXPECT_EQ(seen().last_seen_ms, 500);
  ASSERT_TRUE(run(accounts().set_settings(ann, {.invisible = true})));
  const UnixMillis hidden = clock.unix_millis();
  EXPECT_EQ(seen().last_seen_ms, hidden) << "as of the moment it was switched on";
  EXPECT_TRUE(seen().invisible);
  ASSERT_TRUE(run(presence().note_seen({{ann, hidden + 1'000, false}}, {})));
  EXPECT_EQ(seen().last_seen_ms, hidden);
}

TEST_P(PresenceContract, devices_are_noted_too) {
  const UserId ann = make_user("ann");
  const DeviceId phone = make_device(ann);
  ASSERT_TRUE(run(presence().note_seen({}, {{phone, clock.unix_millis() + 5'000}})));
  EXPECT_EQ(run(devices().list_devices(ann))->at(0).last_used_ms, clock.unix_millis() + 5'000);
}

}  // namespace
}  // namespace godwit::store::contract
