// SPDX-License-Identifier: Apache-2.0
#include "group_index.h"

#include <algorithm>

namespace godwit::gateway {

std::uint64_t GroupIndex::expect(UserId user) {
  Person& person = people_[user];
  if (person.number == 0) person.number = ++last_number_;
  ++person.loading;
  return person.number;
}

void GroupIndex::put(UserId user, std::uint64_t expected, const std::vector<store::Membership>* memberships) {
  const auto found = people_.find(user);
  if (found == people_.end() || found->second.number != expected) return;
  Person& person = found->second;
  if (memberships) {
    for (const store::Membership& one : *memberships) {
      if (person.changed.contains(one.log)) continue;
      groups_.try_emplace(one.log, Group{.version = one.member_version, .known = one.head, .floors = {}});
      enter(one.log, user, one.floor);
    }
  }
  if (--person.loading == 0) person.changed.clear();
}

void GroupIndex::drop(UserId user) {
  const auto person = people_.extract(user);
  if (!person) return;
  for (const LogId log : person.mapped().groups) {
    const auto group = groups_.find(log);
    group->second.floors.erase(user);
    if (group->second.floors.empty()) groups_.erase(group);
  }
}

void GroupIndex::enter(LogId log, UserId user, Seq floor) {
  const auto person = people_.find(user);
  if (person == people_.end()) return;
  person->second.groups.insert(log);
  groups_[log].floors[user] = floor;
}

void GroupIndex::leave(LogId log, UserId user) {
  if (const auto person = people_.find(user); person != people_.end()) person->second.groups.erase(log);
  const auto group = groups_.find(log);
  if (group == groups_.end()) return;
  group->second.floors.erase(user);
  if (group->second.floors.empty()) groups_.erase(group);
}

bool GroupIndex::take_in(const model::Entry& entry) {
  const bool changes = model::changes_members(entry.body);
  auto group = groups_.find(entry.log);
  if (group == groups_.end()) {
    // Nobody here was in it; whoever it brings in is.
    if (changes) {
      apply(entry);
      note(entry.log, entry.member_version, entry.seq);
    }
    return true;
  }
  Group& now = group->second;
  if (entry.seq <= now.known) return true;
  if (!changes) {
    if (entry.member_version == now.version) now.known = entry.seq;
    return entry.member_version <= now.version;
  }
  // Each change makes the next version.
  if (entry.member_version != now.version + 1) return false;
  apply(entry);
  note(entry.log, entry.member_version, entry.seq);
  return true;
}

void GroupIndex::note(LogId log, std::uint64_t version, Seq known) {
  const auto group = groups_.find(log);
  if (group == groups_.end()) return;
  group->second.version = version;
  group->second.known = known;
}

Seq GroupIndex::known_of(LogId log) const {
  const auto group = groups_.find(log);
  return group == groups_.end() ? 0 : group->second.known;
}

void GroupIndex::catch_up(LogId log, const store::MemberChanges& changes) {
  // Meanwhile somebody may have come whose memberships were read later than these.
  const Seq known = known_of(log);
  if (changes.head <= known) return;
  for (const model::Entry& entry : changes.entries) {
    if (entry.seq > known) apply(entry);
  }
  note(log, changes.member_version, changes.head);
}

void GroupIndex::apply(const model::Entry& entry) {
  const auto mark = [&](UserId user) {
    const auto person = people_.find(user);
    if (person != people_.end() && person->second.loading > 0) person->second.changed.insert(entry.log);
  };
  if (std::holds_alternative<model::GroupCreated>(entry.body)) {
    mark(entry.author);
    enter(entry.log, entry.author, 1);
  } else if (const auto* added = std::get_if<model::MembersAdded>(&entry.body)) {
    for (const UserId user : added->users) {
      mark(user);
      enter(entry.log, user, entry.seq);
    }
  } else if (const auto* removed = std::get_if<model::MembersRemoved>(&entry.body)) {
    for (const UserId user : removed->users) {
      mark(user);
      leave(entry.log, user);
    }
  }
}

void GroupIndex::replace(LogId log, const store::Present& present) {
  if (const auto group = groups_.find(log); group != groups_.end()) {
    std::vector<UserId> before;
    for (const auto& [user, floor] : group->second.floors) before.push_back(user);
    for (const UserId user : before) leave(log, user);
  }
  for (const auto& [user, floor] : present.members) enter(log, user, floor);
  note(log, present.member_version, present.head);
}

std::vector<UserId> GroupIndex::online() const {
  std::vector<UserId> users;
  users.reserve(people_.size());
  for (const auto& [user, person] : people_) users.push_back(user);
  return users;
}

std::vector<UserId> GroupIndex::readers_of(const model::Entry& entry) const {
  std::vector<UserId> readers;
  const auto group = groups_.find(entry.log);
  if (group == groups_.end()) return readers;
  for (const auto& [user, floor] : group->second.floors) {
    if (entry.seq >= floor) readers.push_back(user);
  }
  return readers;
}

std::size_t GroupIndex::count_here(LogId log) const {
  const auto group = groups_.find(log);
  return group == groups_.end() ? 0 : group->second.floors.size();
}

std::vector<UserId> GroupIndex::members_of(LogId log) const {
  std::vector<UserId> members;
  const auto group = groups_.find(log);
  if (group == groups_.end()) return members;
  for (const auto& [user, floor] : group->second.floors) members.push_back(user);
  return members;
}

}  // namespace godwit::gateway
