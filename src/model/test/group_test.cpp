// SPDX-License-Identifier: Apache-2.0
// Who may do what to whom in a group.
#include "model/group.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace godwit::model {
namespace {

constexpr UnixMillis kNow = 1'000'000;
constexpr ErrorCode kMay{0};

ErrorCode code(const Status& status) { return status ? kMay : status.error().code; }

Standing standing(GroupRole role) { return {.rules = {}, .dismissed = false, .role = role}; }

struct Row {
  const char* act;
  std::function<Status(const Standing&)> ask;
  ErrorCode member;
  ErrorCode admin;
  ErrorCode owner;
};

class GroupRules : public testing::TestWithParam<Row> {};

TEST_P(GroupRules, hold_for_each_role_and_for_nobody_once_it_ended) {
  const Row& row = GetParam();
  EXPECT_EQ(code(row.ask(standing(GroupRole::kMember))), row.member) << "member";
  EXPECT_EQ(code(row.ask(standing(GroupRole::kAdmin))), row.admin) << "admin";
  EXPECT_EQ(code(row.ask(standing(GroupRole::kOwner))), row.owner) << "owner";
  Standing ended = standing(GroupRole::kOwner);
  ended.dismissed = true;
  EXPECT_EQ(code(row.ask(ended)), ErrorCode::kConflict) << "dismissed";
}

constexpr auto kNo = ErrorCode::kForbidden;
constexpr auto kSame = ErrorCode::kConflict;
constexpr auto kMember = GroupRole::kMember;
constexpr auto kAdmin = GroupRole::kAdmin;
constexpr auto kOwner = GroupRole::kOwner;

// clang-format off: a table
INSTANTIATE_TEST_SUITE_P(Table, GroupRules, testing::Values(
    //   act                 asked                                                                    member  admin  owner
    Row{"write",            [](const Standing& who) { return may_write(who, kNow); },                  kMay,   kMay,  kMay},
    Row{"say",              [](const Standing& who) { return may_say(who, kNow); },                    kMay,   kMay,  kMay},
    Row{"add",              [](const Standing& who) { return may_add_members(who); },                  kMay,   kMay,  kMay},
    Row{"remove a member",  [](const Standing& who) { return may_remove_member(who, kMember); },       kNo,    kMay,  kMay},
    Row{"remove an admin",  [](const Standing& who) { return may_remove_member(who, kAdmin); },        kNo,    kNo,   kMay},
    Row{"remove the owner", [](const Standing& who) { return may_remove_member(who, kOwner); },        kNo,    kNo,   kNo},
    Row{"mute a member",    [](const Standing& who) { return may_mute_member(who, kMember); },         kNo,    kMay,  kMay},
    Row{"mute an admin",    [](const Standing& who) { return may_mute_member(who, kAdmin); },          kNo,    kNo,   kMay},
    Row{"make an admin",    [](const Standing& who) { return may_set_role(who, kMember, kAdmin); },    kNo,    kNo,   kMay},
    Row{"hand it over",     [](const Standing& who) { return may_set_role(who, kMember, kOwner); },    kNo,    kNo,   kMay},
    Row{"the same role",    [](const Standing& who) { return may_set_role(who, kMember, kMember); },   kNo,    kNo,   kSame},
    Row{"their own role",   [](const Standing& who) { return may_set_role(who, kOwner, kMember); },    kNo,    kNo,   kSame},
    Row{"rename",           [](const Standing& who) { return may_change_group(who, {.name = "x"}); },  kNo,    kMay,  kMay},
    Row{"set the rules",    [](const Standing& who) { return may_change_group(who, {.rules = model::GroupRules{}}); },
                                                                                                        kNo,    kMay,  kMay},
    Row{"dismiss",          [](const Standing& who) { return may_dismiss_group(who); },                kNo,    kNo,   kMay}),
    [](const auto& row) { std::string name = row.param.act; std::ranges::replace(name, ' ', '_'); return name; });
// clang-format on

TEST(Group, in_which_only_admins_write_is_closed_to_members) {
  Standing who = standing(kMember);
  who.rules.send = kAdmin;
  EXPECT_EQ(code(may_write(who, kNow)), kNo);
  who.role = kAdmin;
  EXPECT_EQ(code(may_write(who, kNow)), kMay);
}

TEST(Group, members_who_are_muted_write_again_when_the_time_is_over) {
  Standing who = standing(kMember);
  who.muted_until_ms = kNow + 1;
  EXPECT_EQ(code(may_say(who, kNow)), kNo);
  EXPECT_EQ(code(may_say(who, kNow + 1)), kMay);
}

TEST(Group, in_slow_mode_makes_members_wait_and_says_how_long) {
  Standing who = standing(kMember);
  who.rules.slow_mode_s = 30;
  who.said_ms = kNow - 10'000;
  const auto refused = may_say(who, kNow);
  ASSERT_EQ(code(refused), ErrorCode::kRateLimited);
  EXPECT_EQ(refused.error().retry_after_ms, 20'000U);
  EXPECT_EQ(code(may_write(who, kNow)), kMay) << "to react is no message";
  EXPECT_EQ(code(may_say(who, kNow + 20'000)), kMay);
  who.role = kAdmin;
  EXPECT_EQ(code(may_say(who, kNow)), kMay);
}

TEST(Group, is_left_by_anyone_but_an_owner_with_others) {
  EXPECT_EQ(code(may_leave_group(standing(kMember), 5)), kMay);
  EXPECT_EQ(code(may_leave_group(standing(kOwner), 2)), ErrorCode::kConflict);
  EXPECT_EQ(code(may_leave_group(standing(kOwner), 1)), kMay);
  Standing ended = standing(kOwner);
  ended.dismissed = true;
  EXPECT_EQ(code(may_leave_group(ended, 5)), kMay);
}

TEST(Group, texts_are_trimmed_and_bounded) {
  GroupChanged change{.name = "  Crew ", .description = " two\nlines ", .notice = std::string(2'000, 'n')};
  ASSERT_TRUE(normalise(change));
  EXPECT_EQ(change.name, "Crew");
  EXPECT_EQ(change.description, "two\nlines");
  for (GroupChanged wrong :
       {GroupChanged{.name = ""}, GroupChanged{.name = "a\nb"}, GroupChanged{.name = std::string(65, 'x')},
        GroupChanged{.description = std::string(1'001, 'd')}, GroupChanged{.notice = std::string(2'001, 'n')},
        GroupChanged{.notice = "\xFF"}, GroupChanged{.avatar = "../etc"},
        GroupChanged{.rules = model::GroupRules{.slow_mode_s = 3'601}},
        GroupChanged{.rules = model::GroupRules{.send = GroupRole::kNone}}}) {
    EXPECT_EQ(code(normalise(wrong)), ErrorCode::kInvalid);
  }
  EXPECT_EQ(normalise_nickname("  Cap ").value_or("?"), "Cap");
  EXPECT_EQ(normalise_nickname("").value_or("?"), "");
  EXPECT_FALSE(normalise_nickname(std::string(65, 'x')));
}

}  // namespace
}  // namespace godwit::model
