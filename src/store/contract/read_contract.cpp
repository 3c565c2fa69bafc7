// SPDX-License-Identifier: Apache-2.0
#include "store_contract.h"

namespace godwit::store::contract {
namespace {

constexpr std::size_t kPlenty = 1 << 20;

std::vector<Seq> seqs(const model::Page& page) {
  std::vector<Seq> all;
  for (const model::Entry& entry : page.entries) all.push_back(entry.seq);
  return all;
}

using Seqs = std::vector<Seq>;

/// Pages of a note-to-self with ten entries.
auto ten_notes(World& world) {
  const UserId ann = world.make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  for (int i = 1; i <= 10; ++i) world.say(ann, log, std::to_string(i));
  return [&world, ann, log](Seq after, Seq before, std::size_t limit) {
    return world.read(ann, {.log = log, .after = after, .before = before, .limit = limit, .max_bytes = kPlenty});
  };
}

TEST_P(ReadContract, pages_forward_from_after) {
  const auto page = ten_notes(*this);
  EXPECT_EQ(seqs(page(0, 0, 4)), (Seqs{1, 2, 3, 4}));
  EXPECT_EQ(seqs(page(4, 0, 4)), (Seqs{5, 6, 7, 8}));
  EXPECT_EQ(seqs(page(8, 0, 4)), (Seqs{9, 10}));
  EXPECT_EQ(seqs(page(10, 0, 4)), Seqs{});
  EXPECT_EQ(seqs(page(~Seq{0}, 0, 4)), Seqs{});
  EXPECT_EQ(page(0, 0, 4).head, 10U);
  EXPECT_EQ(page(0, 0, 4).floor, 1U);
  EXPECT_EQ(page(0, 0, 4).epoch, store->epoch());
}

TEST_P(ReadContract, pages_back_from_before_and_answers_ascending) {
  const auto page = ten_notes(*this);
  EXPECT_EQ(seqs(page(0, 11, 4)), (Seqs{7, 8, 9, 10}));
  EXPECT_EQ(seqs(page(0, 7, 4)), (Seqs{3, 4, 5, 6}));
  EXPECT_EQ(seqs(page(0, 3, 4)), (Seqs{1, 2}));
  EXPECT_EQ(seqs(page(0, 1, 4)), Seqs{});
  EXPECT_EQ(seqs(page(0, 1'000, 4)), (Seqs{7, 8, 9, 10})) << "beyond the head is the head";
  EXPECT_EQ(seqs(page(0, ~Seq{0}, 4)), (Seqs{7, 8, 9, 10}));
}

TEST_P(ReadContract, pages_forward_between_both_bounds) {
  const auto page = ten_notes(*this);
  EXPECT_EQ(seqs(page(2, 8, 3)), (Seqs{3, 4, 5})) << "from after+1";
  EXPECT_EQ(seqs(page(2, 8, 100)), (Seqs{3, 4, 5, 6, 7}));
  EXPECT_EQ(seqs(page(5, 6, 100)), Seqs{});
  EXPECT_EQ(seqs(page(8, 2, 100)), Seqs{});
}

TEST_P(ReadContract, ends_a_page_once_its_texts_are_over_the_byte_limit) {
  const UserId ann = make_user("ann");
  const LogId log = LogId::direct(ann, ann);
  for (int i = 0; i < 10; ++i) say(ann, log, std::string(1'000, 'x'));
  const auto page = [&](Seq after, Seq before, std::size_t max_bytes) {
    return seqs(read(ann, {.log = log, .after = after, .before = before, .limit = 100, .max_bytes = max_bytes}));
  };
  EXPECT_EQ(page(0, 0, 1), (Seqs{1})) << "one at least, else nobody gets any further";
  EXPECT_EQ(page(0, 11, 1), (Seqs{10}));
  const auto some = page(0, 0, 3'000);
  EXPECT_GE(some.size(), 2U);
  EXPECT_LE(some.size(), 3U);
  const auto back = page(0, 11, 3'000);
  EXPECT_EQ(back.size(), some.size());
  EXPECT_EQ(back.back(), 10U) << "the newest ones, dense up to the bound";
}

TEST_P(ReadContract, counts_the_texts_of_overlays_and_of_system_entries) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(change(ann, bob, model::RequestContact{std::string(480, static_cast<char>('a' + i))}));
  }
  const auto requests = read(bob, {.log = LogId::user(bob), .after = 0, .before = 0, .limit = 100, .max_bytes = 2'000});
  EXPECT_LT(requests.entries.size(), 6U) << "each tells 480 bytes";

  const LogId notes = LogId::direct(ann, ann);
  for (int i = 0; i < 5; ++i) {
    const Seq target = say(ann, notes, "x");
    ASSERT_TRUE(append(ann, notes, model::Edit{target, std::string(1'000, 'y')}));
  }
  const auto edited = read(ann, {.log = notes, .after = 0, .before = 0, .limit = 100, .max_bytes = 2'000});
  EXPECT_LE(edited.entries.size(), 2U);
}

TEST_P(ReadContract, shows_nothing_to_those_who_are_no_members) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId eve = make_user("eve");
  const LogId log = befriend(ann, bob);
  for (const LogId hidden :
       {log, LogId::direct(ann, ann), LogId::user(ann), LogId::direct(ann, eve), LogId::direct(UserId(1), UserId(2))}) {
    const ReadRange range{.log = hidden, .after = 0, .before = 0, .limit = 10, .max_bytes = kPlenty};
    EXPECT_EQ(code(run(logs().read(eve, range))), ErrorCode::kNotFound) << hidden.to_string();
    EXPECT_EQ(code(run(logs().head(eve, hidden))), ErrorCode::kNotFound) << hidden.to_string();
  }
}

TEST_P(ReadContract, stays_readable_after_a_delete_and_a_block) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(ann, log, "remember");
  ASSERT_TRUE(change(bob, ann, model::DeleteContact{}));
  ASSERT_TRUE(change(bob, ann, model::BlockUser{true}));
  EXPECT_EQ(read_all(ann, log).size(), 2U);
  EXPECT_EQ(read_all(bob, log).size(), 2U);
}

TEST_P(ReadContract, an_empty_log_is_an_empty_page) {
  const UserId ann = make_user("ann");
  const auto page =
      read(ann, {.log = LogId::direct(ann, ann), .after = 0, .before = 0, .limit = 10, .max_bytes = kPlenty});
  EXPECT_TRUE(page.entries.empty());
  EXPECT_EQ(page.head, 0U);
  EXPECT_EQ(page.floor, 1U);
}

TEST_P(ReadContract, a_head_says_where_the_log_and_its_members_stand) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(ann, log, "one");
  advance({{bob, log, 2, 0}});
  const model::Head now = head(ann, log);
  EXPECT_EQ(now.log, log);
  EXPECT_EQ(now.epoch, store->epoch());
  EXPECT_EQ(now.seq, 2U);
  EXPECT_EQ(now.message_index, 1U);
  EXPECT_EQ(now.floor, 1U);
  EXPECT_TRUE(now.may_send);
  EXPECT_EQ(now.members, (std::vector<model::User>{{ann, "ann", "Name of ann"}, {bob, "bob", "Name of bob"}}));
  EXPECT_EQ(now.cursors, (std::vector<model::Cursor>{{ann, now.epoch, 2, 2, 1}, {bob, now.epoch, 2, 0, 0}}));
  ASSERT_TRUE(now.last_message);
  EXPECT_EQ(*now.last_message, entry(ann, log, 2));
}

TEST_P(ReadContract, a_head_without_messages_has_no_last_one) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  EXPECT_FALSE(head(ann, befriend(ann, bob)).last_message) << "DirectStarted is no message";
  EXPECT_FALSE(head(ann, LogId::user(ann)).may_send);
  EXPECT_TRUE(head(ann, LogId::direct(ann, ann)).may_send);
}

}  // namespace
}  // namespace godwit::store::contract
