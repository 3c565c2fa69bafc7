// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using Devices = std::vector<DeviceId>;

SecretHash token_of(DeviceId device) { return World::secret(static_cast<std::uint64_t>(device.value)); }

bool exists(World& world, DeviceId device) {
  const auto found = world.run(world.devices().find_device(token_of(device)));
  EXPECT_TRUE(found);
  return found && *found;
}

NewDevice device_of(UserId user, std::int64_t id) {
  return {.id = DeviceId(id), .user = user, .token_hash = token_of(DeviceId(id)), .name = "a phone"};
}

TEST_P(DeviceContract, is_found_by_its_token) {
  const UserId ann = make_user("ann");
  const DeviceId phone = make_device(ann);
  const auto found = run(devices().find_device(token_of(phone)));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->id, phone);
  EXPECT_EQ((*found)->user, ann);
  EXPECT_EQ((*found)->name, "a phone");
  EXPECT_EQ((*found)->created_ms, clock.unix_millis());
  EXPECT_EQ((*found)->last_used_ms, clock.unix_millis());
  const auto missing = run(devices().find_device(secret(1)));
  ASSERT_TRUE(missing);
  EXPECT_FALSE(*missing);
}

TEST_P(DeviceContract, needs_an_account_and_an_id_and_a_token_of_its_own) {
  const UserId ann = make_user("ann");
  EXPECT_EQ(code(run(devices().create_device(device_of(UserId(5), 50), 20))), ErrorCode::kNotFound);
  ASSERT_TRUE(run(devices().create_device(device_of(ann, 50), 20)));
  NewDevice same_token = device_of(ann, 51);
  same_token.token_hash = token_of(DeviceId(50));
  EXPECT_EQ(code(run(devices().create_device(same_token, 20))), ErrorCode::kConflict);
  NewDevice same_id = device_of(ann, 50);
  same_id.token_hash = secret(52);
  EXPECT_EQ(code(run(devices().create_device(same_id, 20))), ErrorCode::kConflict);
  EXPECT_TRUE(exists(*this, DeviceId(50)));
}

TEST_P(DeviceContract, over_the_limit_the_longest_unused_others_go) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const DeviceId of_bob = make_device(bob, 3);
  Devices all;
  for (int i = 0; i < 3; ++i) {
    all.push_back(make_device(ann, 3));
    clock.advance(std::chrono::seconds(1));
  }
  for (const DeviceId device : all) EXPECT_TRUE(exists(*this, device));
  ASSERT_TRUE(run(devices().touch_device({.device = all[0]})));
  clock.advance(std::chrono::seconds(1));
  const auto removed = run(devices().create_device(device_of(ann, 50), 3));
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, Devices{all[1]}) << "the first one was used since";
  EXPECT_FALSE(exists(*this, all[1]));

  auto more = run(devices().create_device(device_of(ann, 51), 1));
  ASSERT_TRUE(more);
  std::ranges::sort(*more);
  EXPECT_EQ(*more, (Devices{DeviceId(50), all[0], all[2]})) << "all others, when the limit was lowered";
  EXPECT_TRUE(exists(*this, DeviceId(51)));
  EXPECT_TRUE(exists(*this, of_bob));
}

TEST_P(DeviceContract, stays_even_when_the_clock_was_set_back) {
  const UserId ann = make_user("ann");
  const DeviceId old = make_device(ann, 1);
  clock.advance(std::chrono::hours(-1));
  const auto removed = run(devices().create_device(device_of(ann, 50), 1));
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, Devices{old}) << "never the newcomer itself";
  EXPECT_TRUE(exists(*this, DeviceId(50)));
}

TEST_P(DeviceContract, is_removed_by_its_user_only) {
  const UserId ann = make_user("ann");
  const UserId eve = make_user("eve");
  const DeviceId phone = make_device(ann);
  EXPECT_FALSE(*run(devices().remove_device(eve, phone)));
  EXPECT_TRUE(exists(*this, phone));
  EXPECT_TRUE(*run(devices().remove_device(ann, phone)));
  EXPECT_FALSE(exists(*this, phone));
  EXPECT_FALSE(*run(devices().remove_device(ann, phone))) << "it existed no more";
}

TEST_P(DeviceContract, notes_its_last_use) {
  const UserId ann = make_user("ann");
  const DeviceId phone = make_device(ann);
  const UnixMillis created = clock.unix_millis();
  clock.advance(std::chrono::minutes(5));
  ASSERT_TRUE(run(devices().touch_device({.device = phone})));
  const auto found = run(devices().find_device(token_of(phone)));
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->created_ms, created);
  EXPECT_EQ((*found)->last_used_ms, clock.unix_millis());
}

TEST_P(DeviceContract, a_new_password_removes_all_but_the_one_that_is_kept) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const DeviceId of_bob = make_device(bob);
  const DeviceId one = make_device(ann);
  const DeviceId kept = make_device(ann);
  const DeviceId two = make_device(ann);
  auto removed = run(accounts().set_password(ann, "new hash", kept));
  ASSERT_TRUE(removed);
  std::ranges::sort(*removed);
  EXPECT_EQ(*removed, (Devices{one, two}));
  EXPECT_EQ(run(accounts().get_account(ann))->password_hash, "new hash");
  EXPECT_TRUE(exists(*this, kept));
  EXPECT_FALSE(exists(*this, one));
  EXPECT_FALSE(exists(*this, two));
  EXPECT_EQ(*run(accounts().set_password(ann, "newer hash", DeviceId())), Devices{kept}) << "none is kept";
  EXPECT_TRUE(exists(*this, of_bob));
  EXPECT_EQ(code(run(accounts().set_password(UserId(5), "x", DeviceId()))), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace godwit::store::contract
