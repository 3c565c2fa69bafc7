// SPDX-License-Identifier: Apache-2.0
// A group of five thousand, a few of them online: it works as a small one does, and nothing is done for each of its members.
#include <gmock/gmock.h>

#include <set>

#include "bench/group.h"
#include "bench/prepare.h"
#include "bench/report.h"
#include "fixture.h"
#include "store_sqlite/sqlite_store.h"

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMembers = 5'000;
constexpr std::size_t kOnline = 40;

class LargeGroup : public Flow {
 protected:
  void SetUp() override {
    Flow::SetUp();
    config_.device_request_burst = 1'000'000;
    config_.device_requests_per_second = 1'000'000;
    make_group();
    start();
  }

  /// On the folder without server, as `godwit bench prepare-group` does.
  void make_group() {
    SystemClock clock;
    Metrics metrics;
    Lane lane("bench-prepare");  // outlives the threads that continue its tasks
    auto store = store::open_sqlite({.folder = folder_, .clock = &clock, .metrics = &metrics, .batch_limit = 5'000});
    ASSERT_TRUE(store.has_value());
    IdMint ids(clock);
    service::Minting minting({**store, ids, clock});
    lane.start();
    const Status made =
        bench::prepare_group(lane, minting, {.members = kMembers, .online = kOnline}, folder_ / "group.jsonl");
    lane.stop();
    ASSERT_TRUE(made.has_value()) << made.error().detail;
    people_ = *bench::read_all_tokens(folder_ / "group.jsonl");
    ASSERT_EQ(people_.size(), kOnline);
    log_ = people_.front().log;
  }

  Person come(std::size_t number, const std::string& resume_token = {}) {
    Person person(port());
    person.token = people_[number].token;
    person.resume_token = resume_token;
    EXPECT_TRUE(greet(person).has_value());
    return person;
  }

  template <class Request>
  Request about_group() const {
    Request request;
    request.set_log(log_);
    if constexpr (requires { request.set_client_id(std::string()); }) request.set_client_id(fresh_client_id());
    return request;
  }
  template <class Response, class Request>
  ErrorCode code(const Person& person, v1::Method method, const Request& request) {
    const auto response = person.client->template call<Response>(method, request);
    return response ? ErrorCode{0} : response.error().code;
  }

  Seq say(const Person& person, const std::string& text) {
    const auto sent = person.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log_, text));
    EXPECT_TRUE(sent) << text;
    return sent ? sent->appended().seq() : 0;
  }
  /// The texts of the group that the person hears, up to and with that one.
  std::vector<std::string> hear_until(const Person& person, const std::string& last) {
    std::vector<std::string> texts;
    while (texts.empty() || texts.back() != last) {
      const auto update = person.client->next_update([this](const v1::Update& one) {
        return one.has_entry() && one.entry().entry().log() == log_ && one.entry().entry().body().has_text();
      });
      if (!update) return texts;
      texts.push_back(update->entry().entry().body().text().text());
    }
    return texts;
  }

  /// Among all that comes until nothing comes for a while.
  bool hears(const Person& person, const std::string& text) {
    while (const auto update = person.client->next_update(entry_of(log_), 300ms)) {
      if (update->entry().entry().body().text().text() == text) return true;
    }
    return false;
  }

  const v1::Head* head_of(const Person& person) const {
    for (const v1::Head& head : person.heads) {
      if (head.log() == log_) return &head;
    }
    return nullptr;
  }
  static std::uint64_t unread(const v1::Head& head) { return head.message_index() - head.cursors(0).read_index(); }

  void report(const Person& person, Seq delivered, Seq read) {
    v1::AdvanceCursorsRequest request;
    v1::CursorAdvance* one = request.add_advances();
    one->set_log(log_);
    one->set_epoch(person.epoch);
    one->set_delivered(delivered);
    one->set_read(read);
    EXPECT_TRUE(person.client->call<v1::AdvanceCursorsResponse>(v1::METHOD_ADVANCE_CURSORS, request));
  }

  std::vector<bench::Credentials> people_;
  std::string log_;
};

TEST_F(LargeGroup, ReachesAllWhoAreThereAndCountsForThoseWhoAreNot) {
  Person owner = come(0);
  std::vector<Person> listeners;
  for (std::size_t i = 1; i < 30; ++i) listeners.push_back(come(i));
  ASSERT_TRUE(head_of(owner));
  EXPECT_EQ(head_of(owner)->group().member_count(), kMembers);
  EXPECT_EQ(head_of(owner)->cursors_size(), 1) << "the own one";
  EXPECT_EQ(head_of(owner)->members_size(), 0);
  say(owner, "one");
  say(listeners[0], "two");
  const Seq last = say(owner, "three");
  for (const Person& person : listeners) {
    EXPECT_EQ(hear_until(person, "three"), (std::vector<std::string>{"one", "two", "three"}));
  }
  // Sending is having read; who was away has missed them, and hears of no join before their own.
  Person late = come(35);
  ASSERT_TRUE(head_of(late));
  EXPECT_EQ(head_of(late)->seq(), last);
  EXPECT_EQ(unread(*head_of(late)), 3U);
  EXPECT_EQ(unread(*head_of(come(1))), 1U);

  // What was read is told to the reader's other devices. What only arrived is not, nor is it kept.
  Person phone = come(35);
  Person other = come(36);
  report(late, last, 0);
  report(late, last, last - 1);
  const auto moved = phone.client->next_update([](const v1::Update& one) { return one.has_cursor(); });
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->cursor().cursor().read(), last - 1);
  EXPECT_FALSE(other.client->next_update([](const v1::Update& one) { return one.has_cursor(); }, 200ms));
  report(other, last, 0);
  report(late, last, last);
  ASSERT_TRUE(phone.client->next_update([](const v1::Update& one) { return one.has_cursor(); }));
  EXPECT_EQ(unread(*head_of(come(35))), 0U);
  EXPECT_EQ(unread(*head_of(come(36))), 3U);

  // A device that was away hears of the group once, with its new head, and of nothing that did not change.
  const std::string token = phone.resume_token;
  const Seq fourth = say(owner, "four");
  const Person back = come(35, come(35, token).resume_token);
  ASSERT_TRUE(head_of(back));
  EXPECT_EQ(head_of(back)->seq(), fourth);
  EXPECT_EQ(unread(*head_of(back)), 1U);
  EXPECT_EQ(back.heads.size(), 1U);
}

TEST_F(LargeGroup, LosesThoseWhoLeaveAndThoseWhoAreSentAwayAtOnce) {
  Person owner = come(0);
  Person stays = come(1);
  Person leaves = come(2);
  Person kicked = come(3);
  v1::CreateGroupLinkRequest wanted = about_group<v1::CreateGroupLinkRequest>();
  const auto link = owner.client->call<v1::CreateGroupLinkResponse>(v1::METHOD_CREATE_GROUP_LINK, wanted);
  ASSERT_TRUE(link);
  // Many change at once and from many connections, while others speak: notices overtake each other.
  std::vector<Person> more;
  for (std::size_t i = 4; i < 24; ++i) more.push_back(come(i));
  std::vector<std::uint32_t> asked;
  for (const Person& person : more) {
    asked.push_back(person.client->send(v1::METHOD_LEAVE_GROUP, about_group<v1::LeaveGroupRequest>()));
    stays.client->send(v1::METHOD_SEND_MESSAGE, text_message(log_, "while they go"));
  }
  for (std::size_t i = 0; i < more.size(); ++i) EXPECT_TRUE(more[i].client->receive(asked[i]));
  EXPECT_EQ(code<v1::LeaveGroupResponse>(leaves, v1::METHOD_LEAVE_GROUP, about_group<v1::LeaveGroupRequest>()),
            ErrorCode{0});
  auto remove = about_group<v1::RemoveMembersRequest>();
  remove.add_users(kicked.id.value);
  ASSERT_EQ(code<v1::RemoveMembersResponse>(owner, v1::METHOD_REMOVE_MEMBERS, remove), ErrorCode{0});
  ASSERT_TRUE(kicked.client->next_update(
      [](const v1::Update& one) { return one.has_entry() && one.entry().entry().body().has_membership_changed(); }));
  say(owner, "among us");
  EXPECT_EQ(hear_until(stays, "among us").back(), "among us");
  for (const Person* gone : {&leaves, &kicked}) {
    EXPECT_FALSE(hears(*gone, "among us"));
    EXPECT_EQ(code<v1::GetHeadResponse>(*gone, v1::METHOD_GET_HEAD, about_group<v1::GetHeadRequest>()),
              ErrorCode::kNotFound);
  }
  // Back by the link: from now on, and not what was said meanwhile.
  v1::JoinGroupRequest join;
  join.set_code(link->link().code());
  const auto joined = leaves.client->call<v1::JoinGroupResponse>(v1::METHOD_JOIN_GROUP, join);
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->head().group().member_count(), kMembers - 1 - more.size());
  EXPECT_EQ(joined->head().floor(), joined->head().seq());
  EXPECT_EQ(code<v1::JoinGroupResponse>(kicked, v1::METHOD_JOIN_GROUP, join), ErrorCode::kForbidden);
  say(owner, "welcome back");
  EXPECT_EQ(hear_until(leaves, "welcome back"), (std::vector<std::string>{"welcome back"}));
}

TEST_F(LargeGroup, IsListedInPages) {
  Person owner = come(0);
  std::set<std::int64_t> seen;
  auto request = about_group<v1::ListMembersRequest>();
  request.set_limit(200);
  std::size_t pages = 0;
  for (bool more = true; more; ++pages) {
    const auto page = owner.client->call<v1::ListMembersResponse>(v1::METHOD_LIST_MEMBERS, request);
    ASSERT_TRUE(page);
    for (const v1::GroupMember& member : page->members()) {
      EXPECT_GT(member.user().id(), request.after()) << "ascending";
      EXPECT_TRUE(seen.insert(member.user().id()).second);
      request.set_after(member.user().id());
    }
    more = page->more();
  }
  EXPECT_EQ(seen.size(), kMembers);
  EXPECT_EQ(pages, kMembers / 200);
  auto leading = about_group<v1::ListMembersRequest>();
  leading.set_role(v1::GROUP_ROLE_ADMIN);
  const auto leaders = owner.client->call<v1::ListMembersResponse>(v1::METHOD_LIST_MEMBERS, leading);
  ASSERT_TRUE(leaders);
  ASSERT_EQ(leaders->members_size(), 1);
  EXPECT_EQ(leaders->members(0).user().id(), owner.id.value);
  EXPECT_FALSE(leaders->more());
}

TEST_F(LargeGroup, IsMeasuredWhole) {
  bench::GroupOptions options;
  options.url = "http://127.0.0.1:" + std::to_string(port());
  options.members = kOnline;
  options.processes = 0;
  options.messages = 20;
  options.interval = 20ms;
  options.stalled = 4;
  const auto report = bench::run_group(options, people_);
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_TRUE(report->is_clean()) << bench::to_table(*report);
  EXPECT_EQ(report->delivered, 20U * 36);
  EXPECT_EQ(report->last.count(), 20U);
  EXPECT_EQ(report->ack.count(), 20U);
  EXPECT_GE(report->last.max(), report->deliver.percentile(0.5));
  ASSERT_TRUE(report->memory);
  EXPECT_GT(report->memory->connected, 0U);
  // The log holds what was counted.
  EXPECT_EQ(head_of(come(0))->message_index(), 20U);

  options.stalled = kOnline;
  EXPECT_FALSE(bench::run_group(options, people_).has_value());
  options.stalled = 0;
  options.members = kOnline + 1;
  EXPECT_FALSE(bench::run_group(options, people_).has_value());
}

}  // namespace
}  // namespace godwit::flow
