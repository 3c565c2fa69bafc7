// SPDX-License-Identifier: Apache-2.0
// Groups over real connections: who hears what, and who does not.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "fixture.h"

namespace godwit::flow {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

template <class Request>
Request about(const std::string& log) {
  Request request;
  request.set_log(log);
  if constexpr (requires { request.set_client_id(std::string()); }) request.set_client_id(fresh_client_id());
  return request;
}

template <class Response, class Request>
ErrorCode code(const Person& person, v1::Method method, const Request& request) {
  const auto response = person.client->template call<Response>(method, request);
  return response ? ErrorCode{0} : response.error().code;
}

class Groups : public Flow {
 protected:
  /// Ann's group, with Bob and Cat, who are her contacts.
  void begin(const v1::GroupRules* rules = nullptr) {
    befriend(ann, bob);
    befriend(ann, cat);
    v1::CreateGroupRequest request;
    request.set_client_id(fresh_client_id());
    request.set_name("Crew");
    if (rules) *request.mutable_rules() = *rules;
    request.add_members(bob.id.value);
    request.add_members(cat.id.value);
    const auto made = ann.client->call<v1::CreateGroupResponse>(v1::METHOD_CREATE_GROUP, request);
    ASSERT_TRUE(made) << made.error().detail;
    log = made->head().log();
    for (Person* one : {&bob, &cat}) ASSERT_TRUE(one->client->next_update(entry_of(log)));
  }

  Seq say(const Person& from, const std::string& text) {
    const auto sent = from.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, text));
    EXPECT_TRUE(sent) << text << ": " << (sent ? "" : sent.error().detail);
    return sent ? sent->appended().seq() : 0;
  }
  /// The next text of the group that the person hears.
  std::string hear(const Person& person) {
    const auto update = person.client->next_update([this](const v1::Update& one) {
      return one.has_entry() && one.entry().entry().log() == log && one.entry().entry().body().has_text();
    });
    return update ? update->entry().entry().body().text().text() : "(nothing)";
  }
  bool hears_nothing(const Person& person) { return !person.client->next_update(entry_of(log), 300ms); }

  template <class Request>
  ErrorCode change_users(const Person& who, v1::Method method, const std::vector<const Person*>& people) {
    auto request = about<Request>(log);
    for (const Person* one : people) request.add_users(one->id.value);
    return code<v1::AddMembersResponse>(who, method, request);  // all answer an Appended
  }
  ErrorCode add(const Person& who, const Person& whom) {
    return change_users<v1::AddMembersRequest>(who, v1::METHOD_ADD_MEMBERS, {&whom});
  }
  ErrorCode remove(const Person& who, const Person& whom) {
    return change_users<v1::RemoveMembersRequest>(who, v1::METHOD_REMOVE_MEMBERS, {&whom});
  }
  ErrorCode leave(const Person& who) {
    return code<v1::LeaveGroupResponse>(who, v1::METHOD_LEAVE_GROUP, about<v1::LeaveGroupRequest>(log));
  }
  ErrorCode give_role(const Person& who, const Person& whom, v1::GroupRole role) {
    auto request = about<v1::SetRoleRequest>(log);
    request.set_user(whom.id.value);
    request.set_role(role);
    return code<v1::SetRoleResponse>(who, v1::METHOD_SET_ROLE, request);
  }
  ErrorCode set_rules(const Person& who, const v1::GroupRules& rules) {
    auto request = about<v1::SetGroupRequest>(log);
    *request.mutable_rules() = rules;
    return code<v1::SetGroupResponse>(who, v1::METHOD_SET_GROUP, request);
  }

  std::vector<std::string> read_texts(const Person& person) {
    auto request = about<v1::ReadLogRequest>(log);
    request.set_epoch(person.epoch);
    request.set_limit(200);
    const auto page = person.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, request);
    std::vector<std::string> texts;
    if (!page) return {"(" + std::string(describe(page.error().code).name) + ")"};
    for (const v1::Entry& entry : page->entries()) {
      if (entry.body().has_text()) texts.push_back(entry.body().text().text());
    }
    return texts;
  }
  Result<v1::Head> head(const Person& person) {
    const auto response = person.client->call<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, about<v1::GetHeadRequest>(log));
    if (!response) return std::unexpected(response.error());
    return response->head();
  }

  void TearDown() override {
    // A server that ends waits for those who are there.
    for (Person* one : {&ann, &bob, &cat, &dan}) one->client.reset();
    Flow::TearDown();
  }
  void SetUp() override {
    Flow::SetUp();
    start();
    ann = register_person(port(), "ann");
    bob = register_person(port(), "bob");
    cat = register_person(port(), "cat");
    dan = register_person(port(), "dan");
  }
  Person ann{nullptr};
  Person bob{nullptr};
  Person cat{nullptr};
  Person dan{nullptr};
  std::string log;
};

TEST_F(Groups, everyone_in_one_hears_what_is_said_on_all_devices) {
  begin();
  Person phone = log_in(port(), "bob");
  EXPECT_TRUE(std::ranges::any_of(phone.heads, [&](const v1::Head& one) {
    return one.log() == log && one.group().name() == "Crew" && one.self().role() == v1::GROUP_ROLE_MEMBER;
  }));
  say(ann, "hello all");
  EXPECT_EQ(hear(bob), "hello all");
  EXPECT_EQ(hear(phone), "hello all");
  EXPECT_EQ(hear(cat), "hello all");
  EXPECT_EQ(hear(ann), "hello all") << "her other devices would want to know";
  say(cat, "hello Ann");
  EXPECT_EQ(hear(ann), "hello Ann");
  EXPECT_TRUE(hears_nothing(dan));
  EXPECT_THAT(read_texts(dan), ElementsAre("(NOT_FOUND)"));
}

TEST_F(Groups, who_is_added_hears_from_then_on_and_reads_no_further_back) {
  begin();
  befriend(bob, dan);
  say(ann, "before");
  ASSERT_EQ(add(bob, dan), ErrorCode{0}) << "members may invite";
  const auto told = dan.client->next_update(
      [](const v1::Update& one) { return one.entry().entry().body().has_membership_changed(); });
  ASSERT_TRUE(told);
  EXPECT_EQ(told->entry().entry().body().membership_changed().name(), "Crew");
  say(cat, "after");
  EXPECT_EQ(hear(dan), "after");
  EXPECT_THAT(read_texts(dan), ElementsAre("after"));
  v1::GroupRules open;
  open.set_history_for_new(true);
  ASSERT_EQ(set_rules(bob, open), ErrorCode::kForbidden);
  ASSERT_EQ(set_rules(ann, open), ErrorCode{0});
  ASSERT_EQ(remove(ann, dan), ErrorCode{0});
  ASSERT_EQ(add(bob, dan), ErrorCode{0});
  EXPECT_THAT(read_texts(dan), ElementsAre("before", "after"));
}

TEST_F(Groups, who_is_removed_hears_and_reads_nothing_any_more) {
  begin();
  say(ann, "while Bob is here");
  ASSERT_EQ(hear(bob), "while Bob is here");
  ASSERT_EQ(remove(cat, bob), ErrorCode::kForbidden);
  ASSERT_EQ(remove(ann, bob), ErrorCode{0});
  const auto told = bob.client->next_update([](const v1::Update& one) {
    return one.entry().entry().body().has_membership_changed() &&
           !one.entry().entry().body().membership_changed().member();
  });
  ASSERT_TRUE(told);
  EXPECT_EQ(told->entry().entry().body().membership_changed().by(), ann.id.value);
  say(ann, "behind his back");
  EXPECT_EQ(hear(cat), "while Bob is here");
  EXPECT_EQ(hear(cat), "behind his back");
  EXPECT_TRUE(hears_nothing(bob));
  EXPECT_THAT(read_texts(bob), ElementsAre("(NOT_FOUND)"));
  EXPECT_FALSE(head(bob));
  EXPECT_EQ((code<v1::SendMessageResponse>(bob, v1::METHOD_SEND_MESSAGE, text_message(log, "hey"))),
            ErrorCode::kNotFound);
  EXPECT_EQ((code<v1::ListMembersResponse>(bob, v1::METHOD_LIST_MEMBERS, about<v1::ListMembersRequest>(log))),
            ErrorCode::kNotFound);
  Person back = log_in(port(), "bob");
  EXPECT_TRUE(std::ranges::none_of(back.heads, [&](const v1::Head& one) { return one.log() == log; }));
}

TEST_F(Groups, a_removal_among_many_messages_leaks_none_that_comes_after_it) {
  begin();
  const std::jthread talker([&](const std::stop_token& stop) {
    for (int i = 0; !stop.stop_requested(); ++i) {
      auto request = text_message(log, "message " + std::to_string(i));
      static_cast<void>(cat.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, request));
    }
  });
  for (int round = 0; round < 5; ++round) {
    auto request = about<v1::RemoveMembersRequest>(log);
    request.add_users(bob.id.value);
    const auto removed = ann.client->call<v1::RemoveMembersResponse>(v1::METHOD_REMOVE_MEMBERS, request);
    ASSERT_TRUE(removed) << removed.error().detail;
    std::this_thread::sleep_for(30ms);
    ASSERT_EQ(add(ann, bob), ErrorCode{0});
    const Seq out = removed->appended().seq();
    // Everything that Bob got is from before he was out, or from when he was back in.
    bool in_again = false;
    while (const auto update = bob.client->next_update(entry_of(log), 50ms)) {
      const v1::Entry& entry = update->entry().entry();
      if (entry.body().has_members_added()) in_again = true;
      EXPECT_TRUE(in_again || entry.seq() < out) << "seq " << entry.seq() << " after the removal at " << out;
      if (in_again && entry.seq() > out + 200) break;
    }
  }
}

TEST_F(Groups, a_device_that_was_away_learns_what_happened_to_its_memberships) {
  begin();
  v1::GroupRules rules;
  befriend(ann, dan);
  dan.client->close();
  bob.client->close();
  ASSERT_EQ(add(ann, dan), ErrorCode{0});
  ASSERT_EQ(remove(ann, bob), ErrorCode{0});
  say(ann, "welcome, Dan");
  dan.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(dan));
  const auto found = std::ranges::find(dan.heads, log, &v1::Head::log);
  ASSERT_NE(found, dan.heads.end());
  EXPECT_EQ(found->last_message().body().text().text(), "welcome, Dan");
  bob.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(bob));
  EXPECT_EQ(std::ranges::find(bob.heads, log, &v1::Head::log), bob.heads.end());
  const auto own = std::ranges::find(bob.heads, "u." + std::to_string(bob.id.value), &v1::Head::log);
  ASSERT_NE(own, bob.heads.end()) << "the user log tells";
}

TEST_F(Groups, survive_a_restart_of_the_server) {
  begin();
  say(ann, "one");
  restart();
  for (Person* one : {&ann, &bob}) {
    one->client = std::make_unique<Client>(port());
    ASSERT_TRUE(greet(*one));
  }
  say(ann, "two");
  EXPECT_EQ(hear(bob), "two");
  EXPECT_THAT(read_texts(bob), ElementsAre("one", "two"));
}

TEST_F(Groups, are_changed_once_by_a_request_that_is_repeated) {
  begin();
  v1::CreateGroupRequest create;
  create.set_client_id(fresh_client_id());
  create.set_name("Second");
  const auto first = ann.client->call<v1::CreateGroupResponse>(v1::METHOD_CREATE_GROUP, create);
  const auto again = ann.client->call<v1::CreateGroupResponse>(v1::METHOD_CREATE_GROUP, create);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->head().log(), again->head().log());
  create.set_name("Another");
  EXPECT_EQ((code<v1::CreateGroupResponse>(ann, v1::METHOD_CREATE_GROUP, create)), ErrorCode::kClientIdReused);

  auto request = about<v1::SetGroupRequest>(log);
  request.set_notice("Bring boots");
  const auto set = ann.client->call<v1::SetGroupResponse>(v1::METHOD_SET_GROUP, request);
  const auto repeated = ann.client->call<v1::SetGroupResponse>(v1::METHOD_SET_GROUP, request);
  ASSERT_TRUE(set && repeated);
  EXPECT_EQ(set->appended().seq(), repeated->appended().seq());
  EXPECT_EQ(head(bob)->group().notice(), "Bring boots");
}

TEST_F(Groups, are_come_to_by_a_link) {
  begin();
  auto asked = about<v1::CreateGroupLinkRequest>(log);
  asked.set_uses(1);
  const auto link = ann.client->call<v1::CreateGroupLinkResponse>(v1::METHOD_CREATE_GROUP_LINK, asked);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->link().code().size(), 22U);
  v1::PreviewGroupLinkRequest look;
  look.set_code(link->link().code());
  const auto preview = dan.client->call<v1::PreviewGroupLinkResponse>(v1::METHOD_PREVIEW_GROUP_LINK, look);
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->group().name(), "Crew");
  EXPECT_EQ(preview->group().member_count(), 3U);
  v1::JoinGroupRequest come;
  come.set_code(link->link().code());
  const auto joined = dan.client->call<v1::JoinGroupResponse>(v1::METHOD_JOIN_GROUP, come);
  ASSERT_TRUE(joined);
  EXPECT_EQ(joined->head().log(), log);
  say(ann, "hello Dan");
  EXPECT_EQ(hear(dan), "hello Dan");
  Person eve = register_person(port(), "eve");
  EXPECT_EQ((code<v1::JoinGroupResponse>(eve, v1::METHOD_JOIN_GROUP, come)), ErrorCode::kInviteInvalid);
  asked.set_expires_ms(1);
  EXPECT_EQ((code<v1::CreateGroupLinkResponse>(ann, v1::METHOD_CREATE_GROUP_LINK, asked)), ErrorCode::kInvalid);
}

TEST_F(Groups, let_people_in_who_ask_where_it_is_so) {
  v1::GroupRules rules;
  rules.set_join_approval(true);
  begin(&rules);
  const auto link = ann.client->call<v1::CreateGroupLinkResponse>(v1::METHOD_CREATE_GROUP_LINK,
                                                                  about<v1::CreateGroupLinkRequest>(log));
  ASSERT_TRUE(link);
  v1::JoinGroupRequest come;
  come.set_code(link->link().code());
  come.set_text("it is me, Dan");
  const auto asked = dan.client->call<v1::JoinGroupResponse>(v1::METHOD_JOIN_GROUP, come);
  ASSERT_TRUE(asked);
  EXPECT_FALSE(asked->has_head());
  const auto told = ann.client->next_update(
      [](const v1::Update& one) { return one.entry().entry().body().join_requests_changed().waiting() == 1; });
  ASSERT_TRUE(told);
  const auto wishes =
      ann.client->call<v1::ListJoinWishesResponse>(v1::METHOD_LIST_JOIN_WISHES, about<v1::ListJoinWishesRequest>(log));
  ASSERT_TRUE(wishes);
  ASSERT_EQ(wishes->wishes().size(), 1);
  EXPECT_EQ(wishes->wishes(0).text(), "it is me, Dan");
  auto answer = about<v1::AnswerJoinRequest>(log);
  answer.set_user(dan.id.value);
  answer.set_accept(true);
  EXPECT_EQ((code<v1::AnswerJoinResponse>(bob, v1::METHOD_ANSWER_JOIN, answer)), ErrorCode::kForbidden);
  EXPECT_EQ((code<v1::AnswerJoinResponse>(ann, v1::METHOD_ANSWER_JOIN, answer)), ErrorCode{0});
  say(ann, "welcome");
  EXPECT_EQ(hear(dan), "welcome");
}

TEST_F(Groups, of_which_only_the_leading_write_are_channels) {
  begin();
  v1::CreateGroupRequest create;
  create.set_client_id(fresh_client_id());
  create.set_name("News");
  create.set_channel(true);
  create.add_members(bob.id.value);
  const auto made = ann.client->call<v1::CreateGroupResponse>(v1::METHOD_CREATE_GROUP, create);
  ASSERT_TRUE(made);
  log = made->head().log();
  EXPECT_TRUE(made->head().group().channel());
  EXPECT_FALSE(head(bob)->may_send());
  EXPECT_EQ((code<v1::SendMessageResponse>(bob, v1::METHOD_SEND_MESSAGE, text_message(log, "me too"))),
            ErrorCode::kForbidden);
  say(ann, "today");
  EXPECT_EQ(hear(bob), "today");
  ASSERT_EQ(give_role(ann, bob, v1::GROUP_ROLE_ADMIN), ErrorCode{0});
  say(bob, "and tomorrow");
}

TEST_F(Groups, keep_members_apart_who_shall_not_know_of_each_other) {
  v1::GroupRules rules;
  rules.set_members_hidden(true);
  begin(&rules);
  const auto list = about<v1::ListMembersRequest>(log);
  EXPECT_EQ((code<v1::ListMembersResponse>(bob, v1::METHOD_LIST_MEMBERS, list)), ErrorCode::kForbidden);
  const auto all = ann.client->call<v1::ListMembersResponse>(v1::METHOD_LIST_MEMBERS, list);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->members().size(), 3);
}

TEST_F(Groups, end_when_they_are_dismissed) {
  begin();
  say(bob, "the last word");
  EXPECT_EQ((code<v1::DismissGroupResponse>(bob, v1::METHOD_DISMISS_GROUP, about<v1::DismissGroupRequest>(log))),
            ErrorCode::kForbidden);
  EXPECT_EQ(leave(ann), ErrorCode::kConflict) << "there are others";
  EXPECT_EQ((code<v1::DismissGroupResponse>(ann, v1::METHOD_DISMISS_GROUP, about<v1::DismissGroupRequest>(log))),
            ErrorCode{0});
  EXPECT_EQ((code<v1::SendMessageResponse>(bob, v1::METHOD_SEND_MESSAGE, text_message(log, "no!"))),
            ErrorCode::kConflict);
  EXPECT_THAT(read_texts(cat), ElementsAre("the last word"));
  EXPECT_EQ(leave(cat), ErrorCode{0});
  EXPECT_THAT(read_texts(cat), ElementsAre("(NOT_FOUND)"));
}

TEST_F(Groups, tell_of_typing_to_their_members_only) {
  begin();
  auto typing = about<v1::SetActivityRequest>(log);
  typing.set_activity(v1::ACTIVITY_TYPING);
  ASSERT_EQ((code<v1::SetActivityResponse>(bob, v1::METHOD_SET_ACTIVITY, typing)), ErrorCode{0});
  EXPECT_TRUE(ann.client->next_update([](const v1::Update& one) { return one.has_activity(); }));
  EXPECT_FALSE(dan.client->next_update([](const v1::Update& one) { return one.has_activity(); }, 200ms));
  EXPECT_EQ((code<v1::SetActivityResponse>(dan, v1::METHOD_SET_ACTIVITY, typing)), ErrorCode::kNotFound);
}

TEST_F(Groups, keep_the_read_mark_to_the_person) {
  begin();
  Person phone = log_in(port(), "bob");
  const Seq said = say(ann, "read me");
  v1::AdvanceCursorsRequest request;
  v1::CursorAdvance* one = request.add_advances();
  one->set_log(log);
  one->set_epoch(bob.epoch);
  one->set_read(said);
  ASSERT_TRUE(bob.client->call<v1::AdvanceCursorsResponse>(v1::METHOD_ADVANCE_CURSORS, request));
  const auto moved = phone.client->next_update([](const v1::Update& update) { return update.has_cursor(); });
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->cursor().cursor().read(), said);
  EXPECT_FALSE(ann.client->next_update([](const v1::Update& update) { return update.has_cursor(); }, 200ms));
}

TEST_F(Groups, refuse_nonsense) {
  begin();
  auto nobody = about<v1::AddMembersRequest>(log);
  EXPECT_EQ((code<v1::AddMembersResponse>(ann, v1::METHOD_ADD_MEMBERS, nobody)), ErrorCode::kInvalid);
  nobody.add_users(-1);
  EXPECT_EQ((code<v1::AddMembersResponse>(ann, v1::METHOD_ADD_MEMBERS, nobody)), ErrorCode::kInvalid);
  auto direct = about<v1::AddMembersRequest>(direct_log(ann, bob));
  direct.add_users(cat.id.value);
  EXPECT_EQ((code<v1::AddMembersResponse>(ann, v1::METHOD_ADD_MEMBERS, direct)), ErrorCode::kNotFound);
  auto role = about<v1::SetRoleRequest>(log);
  role.set_user(bob.id.value);
  role.set_role(static_cast<v1::GroupRole>(9));
  EXPECT_EQ((code<v1::SetRoleResponse>(ann, v1::METHOD_SET_ROLE, role)), ErrorCode::kInvalid);
  v1::CreateGroupRequest create;
  create.set_client_id("not a uuid");
  create.set_name("x");
  EXPECT_EQ((code<v1::CreateGroupResponse>(ann, v1::METHOD_CREATE_GROUP, create)), ErrorCode::kInvalid);
  create.set_client_id(fresh_client_id());
  create.set_name(" ");
  EXPECT_EQ((code<v1::CreateGroupResponse>(ann, v1::METHOD_CREATE_GROUP, create)), ErrorCode::kInvalid);
}

}  // namespace
}  // namespace godwit::flow
