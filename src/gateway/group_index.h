// SPDX-License-Identifier: Apache-2.0
// Which of the people who are online on this lane may have what a group says. Kept by the entries themselves, which carry the version of
// the members: where one is missing (the bus may lose any, and two publishers overtake each other), the store is asked for the changes
// since before anything more is delivered. So whoever comes and goes costs the same in a group of any size. One lane; lives in it.
#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/entry.h"
#include "store/group_store.h"

namespace godwit::gateway {

class GroupIndex {
 public:
  /// A session begins, and its person's memberships are being read from now on. What came of it names the answer.
  std::uint64_t expect(UserId user);
  /// What was read, but where an entry that came meanwhile knows better. nullptr: it could not be read.
  void put(UserId user, std::uint64_t expected, const std::vector<store::Membership>* memberships);
  /// The person's last session here is gone.
  void drop(UserId user);

  /// Takes in what an entry says of the members. False: a change before it was missed.
  bool take_in(const model::Entry& entry);
  /// Up to which entry of a group the changes are known; 0 = none of it.
  Seq known_of(LogId log) const;
  /// The changes since known_of().
  void catch_up(LogId log, const store::MemberChanges& changes);
  /// Whom the store knows to be members, of those who are online.
  void replace(LogId log, const store::Present& present);
  /// Everyone here, to ask the store about.
  std::vector<UserId> online() const;

  /// Whom the entry is for.
  std::vector<UserId> readers_of(const model::Entry& entry) const;
  std::vector<UserId> members_of(LogId log) const;
  std::size_t count_here(LogId log) const;

 private:
  struct Group {
    std::uint64_t version = 0;
    Seq known = 0;                           ///< the version is that of the entry with this seq
    std::unordered_map<UserId, Seq> floors;  ///< the first seq that each may read
  };
  struct Person {
    std::uint64_t number = 0;  ///< another one after the person was away
    int loading = 0;
    std::unordered_set<LogId> groups;
    std::unordered_set<LogId> changed;  ///< while their memberships are read
  };

  void enter(LogId log, UserId user, Seq floor);
  void leave(LogId log, UserId user);
  void apply(const model::Entry& entry);
  /// The version of the members as of an entry, when somebody here is in the group.
  void note(LogId log, std::uint64_t version, Seq known);

  std::unordered_map<LogId, Group> groups_;  ///< with somebody in them
  std::unordered_map<UserId, Person> people_;
  std::uint64_t last_number_ = 0;
};

}  // namespace godwit::gateway
