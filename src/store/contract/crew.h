// SPDX-License-Identifier: Apache-2.0
// A group to test with.
#pragma once

#include "store_contract.h"

namespace godwit::store::contract {

/// Ann's group, with Bob and Cat.
struct Crew {
  UserId ann;
  UserId bob;
  UserId cat;
  LogId log;
};

inline NewGroup group_of(World& world, UserId creator, std::vector<UserId> members, model::GroupRules rules = {}) {
  return {.creator = {creator, DeviceId()},
          .log = LogId::group(77),
          .client_id = world.client_id(),
          .request_hash = World::hash_of(model::MembersAdded{members}),
          .group = {.name = "Crew", .rules = rules},
          .members = std::move(members)};
}

inline Crew make_crew(World& world, model::GroupRules rules = {}) {
  const UserId ann = world.make_user("ann");
  const UserId bob = world.make_user("bob");
  const UserId cat = world.make_user("cat");
  world.befriend(ann, bob);
  world.befriend(ann, cat);
  const auto made = world.run(world.store->groups().create_group(group_of(world, ann, {bob, cat}, rules)));
  EXPECT_TRUE(made);
  return {ann, bob, cat, LogId::group(77)};
}

}  // namespace godwit::store::contract
