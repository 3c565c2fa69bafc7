// SPDX-License-Identifier: Apache-2.0
// Groups: what is appended to them, who may read and write, and how one comes in.
#include <gmock/gmock.h>

#include "crew.h"

namespace godwit::store::contract {
namespace {

using model::GroupChanged;
using model::GroupDismissed;
using model::GroupRole;
using model::GroupRules;
using model::MemberMuted;
using model::MembersAdded;
using model::MembersRemoved;
using model::NicknameChanged;
using model::RoleChanged;
using model::Text;
using testing::ElementsAre;
using testing::IsEmpty;
using Moved = std::vector<std::pair<LogId, model::Cursor>>;

std::vector<UserId> members_of(World& world, UserId reader, LogId log) {
  std::vector<UserId> users;
  const auto page = world.run(world.store->groups().list_members(reader, {.log = log, .after = {}, .limit = 200}));
  for (const auto& member : page ? page->members : std::vector<model::GroupMember>()) users.push_back(member.user.id);
  return users;
}

model::Entry newest(World& world, UserId user) {
  const LogId log = LogId::user(user);
  return world.entry(user, log, world.head(user, log).seq);
}

std::string link_to(World& world, const Crew& crew, GroupLink link) {
  const auto made = world.run(world.store->groups().create_link(crew.ann, crew.log, std::move(link)));
  EXPECT_TRUE(made);
  return made ? made->code : "";
}

Result<Joined> join(World& world, UserId user, const std::string& code) {
  const UnixMillis day = 86'400'000;
  return world.run(world.store->groups().join(user, code, "me too", world.clock.unix_millis() - day));
}

TEST_P(GroupContract, begins_with_its_creator_as_owner_and_tells_everyone) {
  const Crew crew = make_crew(*this);
  const auto log = read_all(crew.bob, crew.log);
  ASSERT_EQ(log.size(), 2U) << "Bob was there from the beginning";
  EXPECT_EQ(log[1].body, model::Body(MembersAdded{{crew.bob, crew.cat}}));
  EXPECT_THAT(members_of(*this, crew.cat, crew.log), ElementsAre(crew.ann, crew.bob, crew.cat));
  const model::Head of_ann = head(crew.ann, crew.log);
  ASSERT_TRUE(of_ann.group && of_ann.self);
  EXPECT_EQ(of_ann.self->role, GroupRole::kOwner);
  EXPECT_EQ(of_ann.group->member_count, 3U);
  EXPECT_EQ(of_ann.floor, 1U);
  EXPECT_THAT(of_ann.members, IsEmpty()) << "there may be many";
  EXPECT_EQ(newest(*this, crew.bob).body,
            model::Body(model::MembershipChanged{.log = crew.log, .member = true, .name = "Crew", .by = crew.ann}));
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(GroupContract, made_twice_by_one_request_is_one_group) {
  const UserId ann = make_user("ann");
  const NewGroup asked = group_of(*this, ann, {});
  const auto first = run(store->groups().create_group(asked));
  NewGroup again = asked;
  again.log = LogId::group(78);
  const auto second = run(store->groups().create_group(again));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->log, first->log);
  EXPECT_THAT(second->entries, IsEmpty());
  again.request_hash = hash_of(Text{"another"});
  EXPECT_EQ(code(run(store->groups().create_group(again))), ErrorCode::kClientIdReused);
}

TEST_P(GroupContract, takes_contacts_only) {
  const UserId ann = make_user("ann");
  const UserId eve = make_user("eve");
  EXPECT_EQ(code(run(store->groups().create_group(group_of(*this, ann, {eve})))), ErrorCode::kForbidden);
  befriend(ann, eve);
  ASSERT_TRUE(run(store->groups().create_group(group_of(*this, ann, {eve}))));
  const UserId dan = make_user("dan");
  EXPECT_EQ(code(append(ann, LogId::group(77), MembersAdded{{dan}})), ErrorCode::kForbidden);
  EXPECT_EQ(code(append(ann, LogId::group(77), MembersAdded{{UserId(999'999)}})), ErrorCode::kForbidden);
  EXPECT_EQ(code(append(ann, LogId::group(77), MembersAdded{{eve}})), ErrorCode::kConflict) << "already in";
  befriend(ann, dan);
  ASSERT_TRUE(change(dan, ann, model::BlockUser{true}));
  EXPECT_EQ(code(append(ann, LogId::group(77), MembersAdded{{dan}})), ErrorCode::kForbidden) << "who blocks them";
}

TEST_P(GroupContract, hides_what_was_said_before_unless_it_is_to_be_read) {
  const Crew crew = make_crew(*this);
  const UserId dan = make_user("dan");
  befriend(crew.ann, dan);
  const Seq before = say(crew.ann, crew.log, "before Dan");
  const auto added = append(crew.ann, crew.log, MembersAdded{{dan}});
  ASSERT_TRUE(added);
  const Seq after = say(crew.bob, crew.log, "after Dan");
  const auto seen = read_all(dan, crew.log);
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].seq, added->entry.seq);
  EXPECT_EQ(seen[1].seq, after);
  EXPECT_EQ(head(dan, crew.log).floor, added->entry.seq);
  EXPECT_EQ(head(dan, crew.log).cursors.at(0).read_index, 1U) << "what was before is not unread";
  EXPECT_EQ(code(append(dan, crew.log, Text{"to what?", {.reply_to = before}})), ErrorCode::kNotFound);
  EXPECT_EQ(code(append(dan, crew.log, model::Reaction{before, "👍"})), ErrorCode::kNotFound);

  ASSERT_TRUE(append(crew.ann, crew.log, GroupChanged{.rules = GroupRules{.history_for_new = true}}));
  const UserId eve = make_user("eve");
  befriend(crew.ann, eve);
  ASSERT_TRUE(append(crew.ann, crew.log, MembersAdded{{eve}}));
  EXPECT_EQ(read_all(eve, crew.log).size(), head(eve, crew.log).seq);
}

TEST_P(GroupContract, is_nothing_to_those_who_are_not_in_it) {
  const Crew crew = make_crew(*this);
  const std::string picture = upload(crew.ann, 1);
  ASSERT_TRUE(append(crew.ann, crew.log, model::Picture{.file = {picture}, .width = 1, .height = 1}));
  EXPECT_TRUE(run(media().readable_media(crew.bob, picture))->has_value());
  const auto removed = append(crew.ann, crew.log, MembersRemoved{{crew.bob}});
  ASSERT_TRUE(removed);
  ASSERT_EQ(removed->also.size(), 1U);
  EXPECT_EQ(removed->also[0].log, LogId::user(crew.bob));
  const UserId eve = make_user("eve");
  for (const UserId stranger : {crew.bob, eve}) {
    EXPECT_EQ(code(run(logs().read(stranger, {.log = crew.log, .limit = 10}))), ErrorCode::kNotFound);
    EXPECT_EQ(code(run(logs().head(stranger, crew.log))), ErrorCode::kNotFound);
    EXPECT_EQ(code(append(stranger, crew.log, Text{"hello?"})), ErrorCode::kNotFound);
    EXPECT_EQ(code(append(stranger, crew.log, MembersRemoved{{crew.cat}})), ErrorCode::kNotFound);
    EXPECT_EQ(code(run(store->groups().list_members(stranger, {.log = crew.log, .after = {}, .limit = 10}))),
              ErrorCode::kNotFound);
    EXPECT_EQ(code(run(store->groups().list_links(stranger, crew.log))), ErrorCode::kNotFound);
    EXPECT_THAT(advance({{stranger, crew.log, 1, 1}}), IsEmpty());
    EXPECT_FALSE(run(media().readable_media(stranger, picture))->has_value());
  }
  const auto heads = run(logs().heads({.user = crew.bob, .limit = 50}));
  for (const model::Head& one : heads->heads) EXPECT_NE(one.log, crew.log);
  const auto known = run(store->groups().get_members(crew.cat, crew.log, {crew.bob, crew.ann, eve}));
  ASSERT_EQ(known->size(), 2U) << "who was here is still known by name";
  EXPECT_EQ(known->at(0).role, GroupRole::kNone);
}

TEST_P(GroupContract, changes_are_idempotent_like_messages) {
  const Crew crew = make_crew(*this);
  const Append asked = request(crew.ann, crew.log, MembersRemoved{{crew.bob}});
  const auto first = run(logs().append(asked));
  const auto again = run(logs().append(asked));
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(again->entry.seq, first->entry.seq);
  EXPECT_THAT(again->also, IsEmpty());
  const Append left = request(crew.cat, crew.log, MembersRemoved{{crew.cat}});
  ASSERT_TRUE(run(logs().append(left)));
  EXPECT_TRUE(run(logs().append(left))->repeated) << "though Cat may read nothing there any more";
}

TEST_P(GroupContract, who_comes_back_reads_on_from_there) {
  const Crew crew = make_crew(*this);
  ASSERT_TRUE(append(crew.bob, crew.log, MembersRemoved{{crew.bob}}));
  say(crew.ann, crew.log, "without Bob");
  const auto back = append(crew.ann, crew.log, MembersAdded{{crew.bob}});
  ASSERT_TRUE(back);
  EXPECT_EQ(read_all(crew.bob, crew.log).front().seq, back->entry.seq);
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(GroupContract, is_handed_over_and_has_one_owner) {
  const Crew crew = make_crew(*this);
  EXPECT_EQ(code(append(crew.ann, crew.log, MembersRemoved{{crew.ann}})), ErrorCode::kConflict);
  ASSERT_TRUE(append(crew.ann, crew.log, RoleChanged{crew.bob, GroupRole::kOwner}));
  EXPECT_EQ(head(crew.ann, crew.log).self->role, GroupRole::kAdmin);
  EXPECT_EQ(head(crew.bob, crew.log).self->role, GroupRole::kOwner);
  EXPECT_EQ(code(append(crew.ann, crew.log, GroupDismissed{})), ErrorCode::kForbidden);
  ASSERT_TRUE(append(crew.ann, crew.log, MembersRemoved{{crew.ann}}));
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(GroupContract, who_leads_takes_back_what_members_said) {
  const Crew crew = make_crew(*this);
  const Seq said = say(crew.bob, crew.log, "rude");
  const Seq owners = say(crew.ann, crew.log, "calm");
  EXPECT_EQ(code(append(crew.cat, crew.log, model::Recall{said})), ErrorCode::kForbidden);
  ASSERT_TRUE(append(crew.ann, crew.log, RoleChanged{crew.cat, GroupRole::kAdmin}));
  EXPECT_EQ(code(append(crew.cat, crew.log, model::Recall{owners})), ErrorCode::kForbidden);
  EXPECT_EQ(code(append(crew.cat, crew.log, model::Edit{said, "polite"})), ErrorCode::kForbidden);
  ASSERT_TRUE(append(crew.cat, crew.log, model::Recall{said}));
  EXPECT_EQ(entry(crew.bob, crew.log, said).body, model::Body());
}

TEST_P(GroupContract, silences_and_slows) {
  const Crew crew = make_crew(*this);
  ASSERT_TRUE(append(crew.ann, crew.log, MemberMuted{crew.bob, clock.unix_millis() + 60'000}));
  const Seq owners = say(crew.ann, crew.log, "quiet, please");
  EXPECT_EQ(code(append(crew.bob, crew.log, Text{"but"})), ErrorCode::kForbidden);
  EXPECT_EQ(code(append(crew.bob, crew.log, model::Reaction{owners, "👎"})), ErrorCode::kForbidden);
  EXPECT_FALSE(head(crew.bob, crew.log).may_send);
  clock.advance(std::chrono::minutes(1));
  EXPECT_TRUE(head(crew.bob, crew.log).may_send);
  say(crew.bob, crew.log, "sorry");
  ASSERT_TRUE(append(crew.ann, crew.log, GroupChanged{.rules = GroupRules{.slow_mode_s = 10}}));
  const auto hurried = append(crew.bob, crew.log, Text{"and"});
  EXPECT_EQ(code(hurried), ErrorCode::kRateLimited);
  EXPECT_EQ(hurried.error().retry_after_ms, 10'000U);
  clock.advance(std::chrono::seconds(10));
  say(crew.bob, crew.log, "and");
}

TEST_P(GroupContract, that_was_dismissed_is_read_only) {
  const Crew crew = make_crew(*this);
  const std::string code_of_link = link_to(*this, crew, {.code = "lllllllllllllllllllllA"});
  say(crew.bob, crew.log, "bye");
  ASSERT_TRUE(append(crew.ann, crew.log, GroupDismissed{}));
  EXPECT_TRUE(head(crew.bob, crew.log).group->dismissed);
  EXPECT_FALSE(head(crew.bob, crew.log).may_send);
  EXPECT_EQ(read_all(crew.bob, crew.log).back().body, model::Body(GroupDismissed{}));
  EXPECT_EQ(code(append(crew.bob, crew.log, Text{"anyone?"})), ErrorCode::kConflict);
  EXPECT_EQ(code(append(crew.ann, crew.log, GroupChanged{.name = "x"})), ErrorCode::kConflict);
  EXPECT_EQ(code(append(crew.ann, crew.log, GroupDismissed{})), ErrorCode::kConflict);
  EXPECT_EQ(code(join(*this, make_user("eve"), code_of_link)), ErrorCode::kInviteInvalid);
  EXPECT_TRUE(append(crew.bob, crew.log, MembersRemoved{{crew.bob}})) << "one may put it away";
}

TEST_P(GroupContract, links_lead_in_until_they_expire_are_used_up_or_revoked) {
  const Crew crew = make_crew(*this);
  const std::string once = link_to(*this, crew, {.code = "onceonceonceonceonceAA", .uses = 1});
  const UserId dan = make_user("dan");
  const UserId eve = make_user("eve");
  const auto preview = run(store->groups().preview_link(dan, once));
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->group.name, "Crew");
  EXPECT_FALSE(preview->member);
  const auto joined = join(*this, dan, once);
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->entries.at(0).body, model::Body(MembersAdded{{dan}, true}));
  EXPECT_EQ(joined->entries.at(0).author, dan);
  EXPECT_THAT(join(*this, dan, once)->entries, IsEmpty()) << "they are in already";
  EXPECT_EQ(code(join(*this, eve, once)), ErrorCode::kInviteInvalid) << "used up";
  EXPECT_EQ(run(store->groups().list_links(crew.ann, crew.log))->at(0).used, 1U);
  EXPECT_THAT(*run(store->groups().list_links(crew.bob, crew.log)), IsEmpty()) << "it is not Bob's";

  const std::string hour =
      link_to(*this, crew, {.code = "hourhourhourhourhourAA", .expires_ms = clock.unix_millis() + 3'600'000});
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(code(join(*this, eve, hour)), ErrorCode::kInviteInvalid);
  const std::string open = link_to(*this, crew, {.code = "openopenopenopenopenAA"});
  EXPECT_EQ(code(run(store->groups().revoke_link(crew.bob, crew.log, open))), ErrorCode::kNotFound);
  ASSERT_TRUE(run(store->groups().revoke_link(crew.ann, crew.log, open)));
  EXPECT_EQ(code(join(*this, eve, open)), ErrorCode::kInviteInvalid);
  EXPECT_EQ(code(join(*this, eve, "nonsense")), ErrorCode::kInviteInvalid);
}

TEST_P(GroupContract, who_was_removed_does_not_come_back_by_a_link_on_the_same_day) {
  const Crew crew = make_crew(*this);
  const std::string open = link_to(*this, crew, {.code = "openopenopenopenopenAA"});
  ASSERT_TRUE(append(crew.ann, crew.log, MembersRemoved{{crew.bob}}));
  EXPECT_EQ(code(join(*this, crew.bob, open)), ErrorCode::kForbidden);
  clock.advance(std::chrono::hours(25));
  EXPECT_TRUE(join(*this, crew.bob, open));
  ASSERT_TRUE(append(crew.cat, crew.log, MembersRemoved{{crew.cat}}));
  EXPECT_TRUE(join(*this, crew.cat, open)) << "who left may change their mind";
}

TEST_P(GroupContract, that_asks_for_approval_lets_people_wait) {
  const Crew crew = make_crew(*this, {.join_approval = true});
  const std::string open = link_to(*this, crew, {.code = "openopenopenopenopenAA"});
  const UserId dan = make_user("dan");
  const UserId eve = make_user("eve");
  ASSERT_TRUE(join(*this, dan, open)->waiting);
  EXPECT_EQ(newest(*this, crew.ann).body, model::Body(model::JoinRequestsChanged{crew.log, 1}));
  EXPECT_THAT(join(*this, dan, open)->entries, IsEmpty()) << "asked already";
  ASSERT_TRUE(join(*this, eve, open)->waiting);
  EXPECT_EQ(code(run(store->groups().list_wishes(crew.bob, crew.log))), ErrorCode::kForbidden);
  const auto wishes = run(store->groups().list_wishes(crew.ann, crew.log));
  ASSERT_EQ(wishes->size(), 2U);
  EXPECT_EQ(wishes->at(0).text, "me too");
  EXPECT_EQ(code(run(store->groups().answer_wish(crew.bob, crew.log, dan, true))), ErrorCode::kForbidden);
  ASSERT_TRUE(run(store->groups().answer_wish(crew.ann, crew.log, dan, true)));
  ASSERT_TRUE(run(store->groups().answer_wish(crew.ann, crew.log, eve, false)));
  EXPECT_EQ(code(run(store->groups().answer_wish(crew.ann, crew.log, eve, true))), ErrorCode::kNotFound);
  EXPECT_THAT(members_of(*this, crew.ann, crew.log), ElementsAre(crew.ann, crew.bob, crew.cat, dan));
  EXPECT_EQ(newest(*this, crew.ann).body, model::Body(model::JoinRequestsChanged{crew.log, 0}));
}

TEST_P(GroupContract, hides_its_members_from_members_where_it_is_to) {
  const Crew crew = make_crew(*this, {.members_hidden = true});
  EXPECT_EQ(members_of(*this, crew.ann, crew.log).size(), 3U);
  EXPECT_EQ(code(run(store->groups().list_members(crew.bob, {.log = crew.log, .after = {}, .limit = 10}))),
            ErrorCode::kForbidden);
}

TEST_P(GroupContract, pages_through_its_members_and_by_role) {
  const Crew crew = make_crew(*this);
  ASSERT_TRUE(append(crew.ann, crew.log, RoleChanged{crew.cat, GroupRole::kAdmin}));
  const auto first = run(store->groups().list_members(crew.ann, {.log = crew.log, .after = {}, .limit = 2}));
  ASSERT_EQ(first->members.size(), 2U);
  EXPECT_TRUE(first->more);
  const auto rest =
      run(store->groups().list_members(crew.ann, {.log = crew.log, .after = first->members[1].user.id, .limit = 2}));
  ASSERT_EQ(rest->members.size(), 1U);
  EXPECT_FALSE(rest->more);
  const auto leading = run(
      store->groups().list_members(crew.ann, {.log = crew.log, .after = {}, .limit = 9, .role = GroupRole::kAdmin}));
  EXPECT_EQ(leading->members.size(), 2U);
}

TEST_P(GroupContract, remembers_a_name_of_ones_own) {
  const Crew crew = make_crew(*this);
  ASSERT_TRUE(append(crew.bob, crew.log, NicknameChanged{"Captain"}));
  EXPECT_EQ(code(append(crew.bob, crew.log, NicknameChanged{"Captain"})), ErrorCode::kConflict);
  EXPECT_EQ(run(store->groups().get_members(crew.ann, crew.log, {crew.bob}))->at(0).nickname, "Captain");
}

TEST_P(GroupContract, outlives_the_account_of_its_owner) {
  const Crew crew = make_crew(*this);
  say(crew.ann, crew.log, "stays");
  const auto deleted = run(accounts().delete_account(crew.ann));
  ASSERT_TRUE(deleted);
  EXPECT_EQ(head(crew.bob, crew.log).self->role, GroupRole::kOwner) << "the first who came";
  EXPECT_THAT(members_of(*this, crew.bob, crew.log), ElementsAre(crew.bob, crew.cat));
  say(crew.bob, crew.log, "on we go");
  EXPECT_THAT(*run(store->inspect()), IsEmpty());
}

TEST_P(GroupContract, tells_a_resuming_device_of_its_own_cursor) {
  const Crew crew = make_crew(*this);
  const Seq said = say(crew.ann, crew.log, "read me");
  say(crew.ann, LogId::direct(crew.ann, crew.bob), "and something else");
  const Position since = run(logs().heads({.user = crew.bob, .limit = 50}))->position + 1;
  say(crew.cat, LogId::direct(crew.ann, crew.cat), "time passes");
  advance({{crew.bob, crew.log, said, said}});
  const auto changed = run(logs().heads({.user = crew.bob, .since = since, .limit = 50}));
  ASSERT_EQ(changed->heads.size(), 1U);
  EXPECT_EQ(changed->heads[0].cursors.at(0).read, said);
  EXPECT_THAT(run(logs().heads({.user = crew.cat, .since = since, .limit = 50}))->heads.size(), 1U)
      << "only the conversation in which something was said";
}

TEST_P(GroupContract, tells_who_came_and_went_since_an_entry) {
  const Crew crew = make_crew(*this);                                            // 1, 2
  say(crew.bob, crew.log, "x");                                                  // 3
  ASSERT_TRUE(append(crew.ann, crew.log, MembersRemoved{{crew.cat}}));           // 4
  ASSERT_TRUE(append(crew.ann, crew.log, RoleChanged{crew.bob, GroupRole::kAdmin}));  // 5
  const Seq last = say(crew.ann, crew.log, "y");
  const auto changes = [&](Seq after, std::size_t limit) {
    return *run(store->groups().list_member_changes(crew.log, after, limit));
  };
  const auto seqs = [](const MemberChanges& read) {
    std::vector<Seq> all;
    for (const model::Entry& entry : read.entries) all.push_back(entry.seq);
    return all;
  };
  const MemberChanges some = changes(2, 100);
  EXPECT_THAT(seqs(some), ElementsAre(4, 5));
  EXPECT_EQ(some.entries[0].body, model::Body(MembersRemoved{{crew.cat}}));
  EXPECT_EQ(some.head, last);
  EXPECT_THAT(seqs(changes(0, 100)), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(seqs(changes(last, 100)), IsEmpty());
  // Each change is one version, and the person's memberships say which one they know.
  const auto memberships = run(store->groups().list_memberships(crew.bob));
  ASSERT_TRUE(memberships && memberships->size() == 1);
  EXPECT_EQ(memberships->front().head, last);
  EXPECT_EQ(memberships->front().member_version, some.member_version);
  EXPECT_EQ(some.member_version, 4U);
  EXPECT_EQ(run(store->groups().find_present(crew.log, {crew.bob}))->head, last);

  EXPECT_FALSE(changes(2, 4).too_many);
  const MemberChanges many = changes(2, 3);
  EXPECT_TRUE(many.too_many);
  EXPECT_THAT(many.entries, IsEmpty());
  EXPECT_EQ(run(store->groups().list_member_changes(LogId::group(1), 0, 9))->head, 0U);
}

TEST_P(GroupContract, of_more_than_500_does_not_keep_what_only_arrived) {
  const Crew crew = make_crew(*this);
  const std::string link = link_to(*this, crew, {.code = "crowd"});
  for (int i = 3; i < 500; ++i) ASSERT_TRUE(join(*this, make_user("user" + std::to_string(i)), link));
  const Seq first = say(crew.ann, crew.log, "x");
  const Moved arrived = advance({{crew.bob, crew.log, first, 0}, {crew.cat, crew.log, first, first}});
  ASSERT_EQ(arrived.size(), 2U) << "500 members";
  EXPECT_EQ(arrived[0].second.delivered, first);
  EXPECT_EQ(arrived[1].second.read, first);

  ASSERT_TRUE(join(*this, make_user("one_more"), link));
  const Seq second = say(crew.ann, crew.log, "y");
  const Moved read = advance({{crew.bob, crew.log, second, 0}, {crew.cat, crew.log, second, second}});
  ASSERT_EQ(read.size(), 1U) << "501";
  EXPECT_EQ(read[0].second.user, crew.cat);
  EXPECT_EQ(read[0].second.read_index, 2U);
  EXPECT_EQ(cursor(crew.bob, crew.log).delivered, first);
  // With what was read it moves, too.
  advance({{crew.bob, crew.log, second, first}});
  EXPECT_EQ(cursor(crew.bob, crew.log).delivered, second);
}

}  // namespace
}  // namespace godwit::store::contract
