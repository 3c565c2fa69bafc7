// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

using Moved = std::vector<std::pair<LogId, model::Cursor>>;

TEST_P(CursorContract, only_grow) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  for (int i = 0; i < 5; ++i) say(ann, log, "x");
  const Epoch epoch = store->epoch();
  EXPECT_EQ(advance({{bob, log, 4, 2}}), (Moved{{log, {bob, epoch, 4, 2, 1}}}));
  EXPECT_EQ(advance({{bob, log, 3, 1}}), Moved{}) << "what did not move is not answered";
  EXPECT_EQ(advance({{bob, log, 4, 2}}), Moved{});
  EXPECT_EQ(advance({{bob, log, 5, 1}}), (Moved{{log, {bob, epoch, 5, 2, 1}}})) << "whole, with the mark that stayed";
  EXPECT_EQ(advance({{bob, log, 0, 6}}), (Moved{{log, {bob, epoch, 6, 6, 5}}}));
  EXPECT_EQ(cursor(bob, log), (model::Cursor{bob, epoch, 6, 6, 5}));
}

TEST_P(CursorContract, are_capped_at_the_head) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(ann, log, "x");
  EXPECT_EQ(advance({{bob, log, ~Seq{0}, 0}}), (Moved{{log, {bob, store->epoch(), 2, 0, 0}}}));
  EXPECT_EQ(advance({{bob, log, 0, ~Seq{0}}}), (Moved{{log, {bob, store->epoch(), 2, 2, 1}}}));
  say(ann, log, "y");
  EXPECT_EQ(cursor(bob, log).read, 2U) << "nobody has read what was not yet said";
}

TEST_P(CursorContract, read_implies_delivered) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(ann, log, "x");
  say(ann, log, "y");
  EXPECT_EQ(advance({{bob, log, 1, 2}}), (Moved{{log, {bob, store->epoch(), 2, 2, 1}}}));
}

TEST_P(CursorContract, read_index_is_the_message_index_at_read) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);        // 1: index 0
  const Seq target = say(ann, log, "x");       // 2: 1
  append(ann, log, model::Edit{target, "X"});  // 3: 1
  say(ann, log, "y");                          // 4: 2
  const std::vector<std::uint64_t> indexes{0, 0, 1, 1, 2};
  for (Seq read = 1; read <= 4; ++read) {
    advance({{bob, log, 0, read}});
    EXPECT_EQ(cursor(bob, log).read_index, indexes[read]) << read;
    EXPECT_EQ(head(bob, log).message_index - cursor(bob, log).read_index, 2 - indexes[read]) << "unread";
  }
}

TEST_P(CursorContract, skip_logs_of_others_and_go_on) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId eve = make_user("eve");
  const LogId log = befriend(ann, bob);
  const LogId notes = LogId::direct(eve, eve);
  say(eve, notes, "x");
  say(ann, LogId::direct(ann, ann), "x");
  EXPECT_EQ(advance({{eve, log, 1, 1},
                     {eve, LogId::direct(UserId(1), UserId(2)), 1, 1},
                     {eve, LogId::direct(ann, ann), 1, 1},
                     {bob, log, 1, 1}}),
            (Moved{{log, {bob, store->epoch(), 1, 1, 0}}}));
  EXPECT_EQ(head(ann, log).cursors.size(), 2U);
}

TEST_P(CursorContract, move_many_at_once) {
  const UserId ann = make_user("ann");
  std::vector<CursorAdvance> advances;
  for (int i = 0; i < 20; ++i) {
    const UserId other = make_user("user" + std::to_string(i));
    const LogId log = befriend(ann, other);
    say(other, log, "x");
    advances.push_back({ann, log, 2, 1});
    advances.push_back({ann, log, 2, 2});
  }
  const Moved moved = advance(advances);
  for (const CursorAdvance& one : advances) EXPECT_EQ(cursor(ann, one.log).read, 2U);
  EXPECT_GE(moved.size(), 20U);
  for (const auto& [log, cursor] : moved) EXPECT_EQ(cursor.user, ann);
}

TEST_P(CursorContract, work_on_the_user_log_and_without_the_right_to_send) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  ASSERT_TRUE(change(bob, ann, model::BlockUser{true}));
  EXPECT_EQ(advance({{ann, log, 1, 1}}).size(), 1U);
  EXPECT_EQ(advance({{ann, LogId::user(ann), 1, 1}}).size(), 1U);
}

TEST_P(CursorContract, are_the_maximum_of_all_marks_in_any_order) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  for (int i = 0; i < 30; ++i) say(ann, log, "x");
  std::mt19937 random(7);
  Seq delivered = 0;
  Seq read = 0;
  for (int i = 0; i < 60; ++i) {
    const CursorAdvance mark{bob, log, random() % 40, random() % 40};
    read = std::max(read, std::min<Seq>(mark.read, 31));
    delivered = std::max({delivered, std::min<Seq>(mark.delivered, 31), read});
    advance({mark});
    const model::Cursor now = cursor(bob, log);
    EXPECT_EQ(now.delivered, delivered);
    EXPECT_EQ(now.read, read);
    EXPECT_EQ(now.read_index, read == 0 ? 0 : read - 1);
  }
}

}  // namespace
}  // namespace godwit::store::contract
