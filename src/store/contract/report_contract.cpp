// SPDX-License-Identifier: Apache-2.0
// What people tell the administrators, and what becomes of it.
#include <gmock/gmock.h>

#include "crew.h"

namespace godwit::store::contract {
namespace {

using model::Edit;
using model::Recall;
using model::Text;
using testing::IsEmpty;

std::vector<Report> list(World& world, ReportsQuery query = {.limit = 20}) {
  const auto reports = world.run(world.store->reports().list_reports(UserId(), query));
  EXPECT_TRUE(reports);
  return reports ? *reports : std::vector<Report>();
}

TEST_P(ReportContract, a_report_keeps_what_was_said_though_it_is_taken_back) {
  const Crew crew = make_crew(*this);
  const Seq first = say(crew.bob, crew.log, "something bad");
  const Seq second = say(crew.bob, crew.log, "something");
  ASSERT_TRUE(append(crew.bob, crew.log, Edit{second, "something worse"}));
  ASSERT_TRUE(run(store->reports().add_report({.reporter = crew.cat,
                                               .user = crew.bob,
                                               .reason = ReportReason::kAbuse,
                                               .text = "see",
                                               .log = crew.log,
                                               .seqs = {second, first}})));
  ASSERT_TRUE(append(crew.bob, crew.log, Recall{first}));
  ASSERT_TRUE(append(crew.bob, crew.log, Recall{second}));
  const auto reports = list(*this);
  ASSERT_EQ(reports.size(), 1U);
  const Report& report = reports[0];
  EXPECT_EQ(report.reporter_handle, "cat");
  EXPECT_EQ(report.user_handle, "bob");
  EXPECT_EQ(report.reason, ReportReason::kAbuse);
  EXPECT_EQ(report.log, crew.log);
  ASSERT_EQ(report.messages.size(), 2U);
  EXPECT_EQ(report.messages[0].body, model::Body(Text{"something bad"}));
  EXPECT_EQ(report.messages[1].body, model::Body(Text{"something worse"}));
  EXPECT_EQ(report.messages[1].author, crew.bob);

  ASSERT_TRUE(run(store->reports().close_report(UserId(), report.id, "bob was asked to be nice")));
  EXPECT_THAT(list(*this), IsEmpty());
  const auto closed = list(*this, {.limit = 20, .closed = true});
  ASSERT_EQ(closed.size(), 1U);
  EXPECT_THAT(closed[0].messages, IsEmpty()) << "the copies are gone";
  EXPECT_EQ(closed[0].outcome, "bob was asked to be nice");
  EXPECT_EQ(code(run(store->reports().close_report(UserId(), report.id, ""))), ErrorCode::kConflict);
  EXPECT_EQ(run(store->admin().list_audit(0, 1))->at(0).act, "report.close");
}

TEST_P(ReportContract, only_what_one_may_read_is_reported) {
  const Crew crew = make_crew(*this);
  const UserId eve = make_user("eve");
  const Seq seq = say(crew.bob, crew.log, "among us");
  const auto report = [&](UserId who, UserId whom, std::vector<Seq> seqs) {
    return run(store->reports().add_report({.reporter = who, .user = whom, .log = crew.log, .seqs = std::move(seqs)}));
  };
  EXPECT_EQ(code(report(eve, crew.bob, {seq})), ErrorCode::kNotFound);
  EXPECT_EQ(code(report(crew.cat, UserId(99), {seq})), ErrorCode::kNotFound);
  EXPECT_EQ(code(report(crew.cat, crew.bob, {seq, 1'000})), ErrorCode::kNotFound);
  EXPECT_EQ(code(report(crew.cat, crew.bob, {1})), ErrorCode::kNotFound) << "that the group was made is no message";
  EXPECT_THAT(list(*this), IsEmpty());
  EXPECT_TRUE(report(crew.cat, crew.bob, {seq}));
}

TEST_P(ReportContract, twenty_may_be_open_and_administrators_see_them) {
  const UserId ann = make_user("ann");
  const UserId bob = make_user("bob");
  const auto report = [&] { return run(store->reports().add_report({.reporter = bob, .user = ann})); };
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(report());
  EXPECT_EQ(code(report()), ErrorCode::kConflict);
  EXPECT_EQ(code(run(store->reports().list_reports(bob, {.limit = 5}))), ErrorCode::kForbidden);
  EXPECT_EQ(code(run(store->reports().close_report(bob, 1, ""))), ErrorCode::kForbidden);
  const auto page = list(*this, {.limit = 5});
  ASSERT_EQ(page.size(), 5U);
  EXPECT_GT(page[0].id, page[4].id) << "newest first";
  EXPECT_EQ(list(*this, {.before = page[4].id, .limit = 50}).size(), 15U);
  EXPECT_EQ(code(run(store->reports().close_report(UserId(), 1'000, ""))), ErrorCode::kNotFound);
  ASSERT_TRUE(run(store->reports().close_report(UserId(), page[0].id, "done")));
  EXPECT_TRUE(report()) << "one was closed";
}

}  // namespace
}  // namespace godwit::store::contract
