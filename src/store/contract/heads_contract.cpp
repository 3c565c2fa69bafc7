// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <random>
#include <set>

#include "store_contract.h"

namespace godwit::store::contract {
namespace {

/// A device that resumes: pages the heads since its position and keeps what it was told.
class Device {
 public:
  Device(World& world, UserId user) : world_(world), user_(user) {}

  /// Resumes from the last position; `between` runs between pages.
  void resume(std::size_t limit, const std::function<void()>& between = [] {}) {
    HeadsQuery query{.user = user_, .since = position_, .below = 0, .below_row = 0, .limit = limit};
    Position first = 0;
    for (bool is_first = true;; is_first = false) {
      const auto page = world_.run(world_.logs().heads(query));
      ASSERT_TRUE(page);
      EXPECT_LE(page->heads.size(), limit);
      if (is_first) first = page->position;
      for (const model::Head& head : page->heads) {
        // A page may be older than one that was read before it began to page.
        model::Head& known = heads.emplace(head.log, head).first->second;
        if (head.seq >= known.seq) known = head;
        ++told;
      }
      if (page->done) break;
      ASSERT_FALSE(page->heads.empty()) << "a page that is not the last must lead on";
      query.below = page->below;
      query.below_row = page->below_row;
      between();
    }
    position_ = first;
  }

  std::map<LogId, model::Head> heads;
  std::size_t told = 0;

 private:
  World& world_;
  UserId user_;
  Position position_ = 0;
};

std::vector<LogId> all_heads(World& world, UserId user, std::size_t limit, Position since = 0) {
  std::vector<LogId> logs;
  HeadsQuery query{.user = user, .since = since, .below = 0, .below_row = 0, .limit = limit};
  for (;;) {
    const auto page = world.run(world.logs().heads(query));
    EXPECT_TRUE(page);
    for (const model::Head& head : page->heads) logs.push_back(head.log);
    if (page->done) return logs;
    query.below = page->below;
    query.below_row = page->below_row;
  }
}

Position position_of(World& world, UserId user) {
  return world.run(world.logs().heads({.user = user, .since = 0, .below = 0, .below_row = 0, .limit = 1}))->position;
}

TEST_P(HeadsContract, a_new_user_has_a_user_log_and_a_note_to_self) {
  const UserId ann = make_user("ann");
  const auto page = run(logs().heads({.user = ann, .since = 0, .below = 0, .below_row = 0, .limit = 10}));
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->done);
  std::set<LogId> logs;
  for (const model::Head& head : page->heads) {
    logs.insert(head.log);
    EXPECT_EQ(head.seq, 0U);
    EXPECT_EQ(head.may_send, head.log == LogId::direct(ann, ann));
  }
  EXPECT_EQ(logs, (std::set<LogId>{LogId::user(ann), LogId::direct(ann, ann)}));
}

TEST_P(HeadsContract, come_newest_change_first_and_each_once_whatever_the_page) {
  const UserId ann = make_user("ann");
  std::vector<LogId> expected;
  for (int i = 0; i < 7; ++i) expected.insert(expected.begin(), befriend(ann, make_user("user" + std::to_string(i))));
  for (const int i : {5, 2, 6}) {
    const LogId log = expected[static_cast<std::size_t>(i)];
    say(ann, log, "x");
    expected.erase(expected.begin() + i);
    expected.insert(expected.begin(), log);
  }
  const auto whole = all_heads(*this, ann, 100);
  EXPECT_EQ(whole.size(), 9U);
  std::vector<LogId> direct;
  for (const LogId log : whole) {
    if (log.kind() == LogId::Kind::kDirect && log != LogId::direct(ann, ann)) direct.push_back(log);
  }
  EXPECT_EQ(direct, expected);
  for (const std::size_t limit : {1U, 2U, 3U, 8U, 9U, 10U}) EXPECT_EQ(all_heads(*this, ann, limit), whole) << limit;
}

TEST_P(HeadsContract, end_a_page_before_it_is_too_long) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  for (int i = 0; i < 7; ++i) {
    const UserId other = make_user("friend" + std::to_string(i));
    say(other, befriend(ann, other), std::string(10'000, 'x'));
  }
  const auto whole = all_heads(*this, ann, 100);
  HeadsQuery query{.user = ann, .since = 0, .below = 0, .below_row = 0, .limit = 100, .max_bytes = 25'000};
  std::vector<LogId> paged;
  for (bool done = false; !done;) {
    const auto page = run(logs().heads(query));
    ASSERT_TRUE(page);
    ASSERT_FALSE(page->heads.empty());
    std::size_t bytes = 0;
    for (const model::Head& head : page->heads) {
      paged.push_back(head.log);
      if (head.last_message) bytes += model::text_of(head.last_message->body).size();
    }
    EXPECT_LE(bytes, 30'000U);
    done = page->done;
    query.below = page->below;
    query.below_row = page->below_row;
  }
  EXPECT_EQ(paged, whole);
  EXPECT_FALSE(run(logs().heads({.user = bob, .since = 0, .below = 0, .below_row = 0, .limit = 9, .max_bytes = 1}))
                   ->heads.empty());
}

TEST_P(HeadsContract, equal_the_single_head) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const LogId log = befriend(ann, bob);
  say(bob, log, "x");
  const auto page = run(logs().heads({.user = ann, .since = 0, .below = 0, .below_row = 0, .limit = 1}));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->heads.size(), 1U);
  EXPECT_FALSE(page->done);
  const model::Head one = head(ann, log);
  EXPECT_EQ(page->heads[0].log, log);
  EXPECT_EQ(page->heads[0].seq, one.seq);
  EXPECT_EQ(page->heads[0].message_index, one.message_index);
  EXPECT_EQ(page->heads[0].members, one.members);
  EXPECT_EQ(page->heads[0].cursors, one.cursors);
  EXPECT_EQ(page->heads[0].last_message, one.last_message);
  EXPECT_TRUE(page->heads[0].may_send);
}

TEST_P(HeadsContract, a_resume_tells_of_entries_cursors_and_rights_since) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId cyd = make_user("cyd");
  const LogId with_bob = befriend(ann, bob);
  const LogId with_cyd = befriend(ann, cyd);
  const auto since = [&](Position position) {
    const auto logs = all_heads(*this, ann, 100, position);
    return std::set<LogId>(logs.begin(), logs.end());
  };
  say(bob, with_bob, "x");
  Position before = position_of(*this, ann);
  say(cyd, with_cyd, "y");
  EXPECT_TRUE(since(before).contains(with_cyd));
  before = position_of(*this, ann);
  EXPECT_FALSE(since(before).contains(LogId::direct(ann, ann))) << "what did not change is not told for ever";
  EXPECT_EQ(advance({{ann, with_bob, 2, 1}}).size(), 1U);
  EXPECT_TRUE(since(before).contains(with_bob)) << "a cursor that moved is a change";
  before = position_of(*this, ann);
  say(ann, LogId::direct(ann, ann), "the position moves on");
  before = position_of(*this, ann);
  ASSERT_TRUE(change(cyd, ann, model::BlockUser{true}));
  EXPECT_TRUE(since(before).contains(with_cyd)) << "so is a lost right to send";
}

TEST_P(HeadsContract, tell_nothing_of_logs_of_others) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const UserId eve = make_user("eve");
  befriend(ann, bob);
  EXPECT_EQ(all_heads(*this, eve, 100).size(), 2U);
  EXPECT_TRUE(all_heads(*this, UserId(9), 100).empty());
}

/// Whatever happens while a device pages: repeats are allowed, misses are not.
TEST_P(HeadsContract, a_resume_misses_nothing_whatever_happens_between_the_pages) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    std::mt19937 random(seed);
    const std::string suffix = std::to_string(seed);
    const UserId ann = make_user("ann" + suffix);
    std::vector<UserId> others;
    for (int i = 0; i < 6; ++i) others.push_back(make_user("u" + std::to_string(i) + "of" + suffix));
    for (std::size_t i = 0; i < 3; ++i) befriend(ann, others[i]);
    const auto act = [&] {
      const UserId other = others[random() % others.size()];
      const LogId log = LogId::direct(ann, other);
      const bool mine = random() % 2 == 0;
      switch (random() % 8) {
        case 0:
          (void)change(mine ? ann : other, mine ? other : ann, model::RequestContact{"please"});
          break;
        case 1:
          (void)change(mine ? ann : other, mine ? other : ann, model::AnswerContact{true});
          break;
        case 2:
          (void)change(mine ? ann : other, mine ? other : ann, model::BlockUser{random() % 3 == 0});
          break;
        case 3:
          (void)run(logs().advance_cursors({{mine ? ann : other, log, random() % 9, random() % 9}}));
          break;
        case 4:
          say(other, LogId::direct(other, other), "elsewhere");
          break;
        default:
          (void)append(mine ? ann : other, log, model::Text{"x"});
          break;
      }
    };
    Device device(*this, ann);
    for (int round = 0; round < 12; ++round) {
      for (auto i = random() % 3; i > 0; --i) act();
      device.resume(1 + random() % 3, [&] {
        for (auto i = random() % 3; i > 0; --i) act();
      });
    }
    device.resume(2);
    const auto truth = all_heads(*this, ann, 100);
    EXPECT_EQ(device.heads.size(), truth.size()) << "seed " << seed;
    for (const LogId log : truth) {
      ASSERT_TRUE(device.heads.contains(log)) << "seed " << seed << ": never told of " << log.to_string();
      const model::Head now = head(ann, log);
      const model::Head& known = device.heads.at(log);
      EXPECT_EQ(known.seq, now.seq) << "seed " << seed << " " << log.to_string();
      EXPECT_EQ(known.cursors, now.cursors) << "seed " << seed << " " << log.to_string();
      EXPECT_EQ(known.may_send, now.may_send) << "seed " << seed << " " << log.to_string();
    }
    // Nothing happens any more: the next resume is short.
    device.told = 0;
    device.resume(2);
    EXPECT_LE(device.told, 2U + others.size());
  }
}

}  // namespace
}  // namespace godwit::store::contract
