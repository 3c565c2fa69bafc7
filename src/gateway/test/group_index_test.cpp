// SPDX-License-Identifier: Apache-2.0
#include "group_index.h"

#include <gmock/gmock.h>

namespace godwit::gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr UserId kAnn{1};
constexpr UserId kBob{2};
constexpr UserId kCat{3};
const LogId kLog = LogId::group(7);

/// Entries of the group in order, as the store would make them: each change of the members is another version.
class Log {
 public:
  model::Entry say(model::Body body) {
    if (model::changes_members(body)) ++version_;
    entries_.push_back({.log = kLog, .seq = entries_.size() + 1, .member_version = version_, .body = std::move(body)});
    return entries_.back();
  }
  store::MemberChanges changes_after(Seq after) const {
    store::MemberChanges changes{.member_version = version_, .head = entries_.size(), .entries = {}};
    for (const model::Entry& entry : entries_) {
      if (entry.seq > after && model::changes_members(entry.body)) changes.entries.push_back(entry);
    }
    return changes;
  }
  store::Membership membership(Seq floor) const { return {kLog, floor, version_, entries_.size()}; }

 private:
  std::vector<model::Entry> entries_;
  std::uint64_t version_ = 0;
};

struct Table {
  GroupIndex index;
  Log log;

  void come(UserId user, Seq floor) {
    const std::vector<store::Membership> memberships{log.membership(floor)};
    index.put(user, index.expect(user), &memberships);
  }
};

/// Ann and Bob are in and here; Cat is here and not in.
Table begun() {
  Table table;
  table.log.say(model::GroupCreated{"Crew", false});
  table.log.say(model::MembersAdded{{kAnn, kBob}});
  table.come(kAnn, 1);
  table.come(kBob, 2);
  const std::vector<store::Membership> none;
  table.index.put(kCat, table.index.expect(kCat), &none);
  return table;
}

TEST(GroupIndex, follows_what_comes_in_order) {
  Table table = begun();
  const auto said = table.log.say(model::Text{"x"});
  ASSERT_TRUE(table.index.take_in(said));
  EXPECT_THAT(table.index.readers_of(said), UnorderedElementsAre(kAnn, kBob));
  const auto added = table.log.say(model::MembersAdded{{kCat}});
  ASSERT_TRUE(table.index.take_in(added));
  EXPECT_THAT(table.index.readers_of(added), UnorderedElementsAre(kAnn, kBob, kCat));
  const auto removed = table.log.say(model::MembersRemoved{{kBob}});
  ASSERT_TRUE(table.index.take_in(removed));
  EXPECT_THAT(table.index.readers_of(removed), UnorderedElementsAre(kAnn, kCat));
  EXPECT_EQ(table.index.known_of(kLog), removed.seq);
}

TEST(GroupIndex, an_entry_that_overtakes_a_change_waits_for_the_changes_since) {
  Table table = begun();
  const auto added = table.log.say(model::MembersAdded{{kCat}});
  const auto removed = table.log.say(model::MembersRemoved{{kBob}});
  const auto said = table.log.say(model::Text{"x"});
  ASSERT_FALSE(table.index.take_in(said)) << "the two before it are not known";
  EXPECT_FALSE(table.index.take_in(removed)) << "nor is the one before this";
  const auto changes = table.log.changes_after(table.index.known_of(kLog));
  EXPECT_EQ(changes.entries.size(), 2U);
  table.index.catch_up(kLog, changes);
  EXPECT_THAT(table.index.readers_of(said), UnorderedElementsAre(kAnn, kCat));
  // Those that come late are known by then, and ask for nothing again.
  EXPECT_TRUE(table.index.take_in(added));
  EXPECT_TRUE(table.index.take_in(removed));
  EXPECT_THAT(table.index.members_of(kLog), UnorderedElementsAre(kAnn, kCat));
  EXPECT_TRUE(table.index.take_in(table.log.say(model::Text{"y"})));
}

TEST(GroupIndex, changes_that_were_read_before_somebody_came_do_not_undo_their_coming) {
  Table table = begun();
  table.index.drop(kBob);
  table.index.drop(kAnn);
  const auto removed = table.log.say(model::MembersRemoved{{kBob}});
  const auto read = table.log.changes_after(0);
  table.log.say(model::MembersAdded{{kBob}});
  table.come(kBob, 4);
  table.index.catch_up(kLog, read);
  EXPECT_THAT(table.index.members_of(kLog), ElementsAre(kBob));
  EXPECT_TRUE(table.index.take_in(removed)) << "late";
  EXPECT_THAT(table.index.members_of(kLog), ElementsAre(kBob));
}

TEST(GroupIndex, a_change_that_comes_while_memberships_are_read_counts_more_than_they) {
  Table table = begun();
  const UserId dan{4};
  const std::uint64_t expected = table.index.expect(dan);
  const std::vector<store::Membership> read{table.log.membership(1)};
  ASSERT_TRUE(table.index.take_in(table.log.say(model::MembersRemoved{{dan}})));
  table.index.put(dan, expected, &read);
  EXPECT_THAT(table.index.members_of(kLog), UnorderedElementsAre(kAnn, kBob));
}

TEST(GroupIndex, nobody_reads_what_was_said_before_they_may) {
  Table table = begun();
  const auto before = table.log.say(model::Text{"x"});
  const auto added = table.log.say(model::MembersAdded{{kCat}});
  ASSERT_TRUE(table.index.take_in(before) && table.index.take_in(added));
  EXPECT_THAT(table.index.readers_of(before), UnorderedElementsAre(kAnn, kBob));
}

TEST(GroupIndex, forgets_a_group_with_nobody_in_it) {
  Table table = begun();
  table.index.drop(kAnn);
  table.index.drop(kBob);
  EXPECT_EQ(table.index.known_of(kLog), 0U);
  EXPECT_TRUE(table.index.take_in(table.log.say(model::Text{"x"})));
  EXPECT_THAT(table.index.members_of(kLog), IsEmpty());
  // Whoever it brings in is in.
  ASSERT_TRUE(table.index.take_in(table.log.say(model::MembersAdded{{kCat}})));
  EXPECT_THAT(table.index.members_of(kLog), ElementsAre(kCat));
}

}  // namespace
}  // namespace godwit::gateway
