// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "fixture.h"

namespace godwit::flow {
namespace {

using Contacts = Flow;

auto contact_with(const Person& person, v1::ContactState state) {
  return [id = person.id.value, state](const v1::Update& update) {
    const v1::Contact& contact = update.entry().entry().body().contact_changed().contact();
    return contact.user().id() == id && contact.state() == state;
  };
}

template <class Request>
Request about(const Person& person) {
  Request request;
  request.set_user(person.id.value);
  return request;
}

std::vector<v1::Contact> list(Person& person) {
  const auto response = person.client->call<v1::ListContactsResponse>(v1::METHOD_LIST_CONTACTS, v1::ListContactsRequest());
  EXPECT_TRUE(response);
  return response ? std::vector<v1::Contact>(response->contacts().begin(), response->contacts().end())
                  : std::vector<v1::Contact>();
}

TEST_F(Contacts, find_each_other_by_handle_and_accept) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  v1::FindUserRequest find;
  find.set_handle("BOB");
  const auto found = ann.client->call<v1::FindUserResponse>(v1::METHOD_FIND_USER, find);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->contact().user().id(), bob.id.value);
  EXPECT_EQ(found->contact().state(), v1::CONTACT_STATE_NONE);
  find.set_handle("bo");
  EXPECT_EQ(ann.client->call<v1::FindUserResponse>(v1::METHOD_FIND_USER, find).error().code, ErrorCode::kNotFound);

  auto request = about<v1::RequestContactRequest>(bob);
  request.set_text("we met at the lake");
  ASSERT_TRUE(ann.client->call<v1::RequestContactResponse>(v1::METHOD_REQUEST_CONTACT, request));
  const auto asked = bob.client->next_update(contact_with(ann, v1::CONTACT_STATE_INCOMING));
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->entry().entry().body().contact_changed().contact().request_text(), "we met at the lake");

  auto answer = about<v1::AnswerContactRequest>(ann);
  answer.set_accept(true);
  ASSERT_TRUE(bob.client->call<v1::AnswerContactResponse>(v1::METHOD_ANSWER_CONTACT, answer));
  ASSERT_TRUE(ann.client->next_update(contact_with(bob, v1::CONTACT_STATE_ACCEPTED)));
  const auto started = ann.client->next_update(entry_of(direct_log(ann, bob)));
  ASSERT_TRUE(started);
  EXPECT_EQ(started->entry().entry().body().direct_started().requester(), ann.id.value);
  EXPECT_EQ(started->entry().entry().body().direct_started().text(), "we met at the lake");
}

TEST_F(Contacts, that_are_declined_are_strangers_and_may_ask_again) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  ASSERT_TRUE(ann.client->call<v1::RequestContactResponse>(v1::METHOD_REQUEST_CONTACT, about<v1::RequestContactRequest>(bob)));
  ASSERT_TRUE(bob.client->call<v1::AnswerContactResponse>(v1::METHOD_ANSWER_CONTACT, about<v1::AnswerContactRequest>(ann)));
  EXPECT_TRUE(list(ann).empty());
  EXPECT_TRUE(list(bob).empty());
  EXPECT_TRUE(ann.client->call<v1::RequestContactResponse>(v1::METHOD_REQUEST_CONTACT, about<v1::RequestContactRequest>(bob)));
}

TEST_F(Contacts, hear_nothing_of_a_block_but_cannot_send) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  auto block = about<v1::BlockUserRequest>(bob);
  block.set_blocked(true);
  ASSERT_TRUE(ann.client->call<v1::BlockUserResponse>(v1::METHOD_BLOCK_USER, block));
  ASSERT_EQ(list(bob).size(), 1U);
  EXPECT_EQ(list(bob)[0].state(), v1::CONTACT_STATE_ACCEPTED);
  EXPECT_FALSE(list(bob)[0].blocked());
  EXPECT_TRUE(list(ann)[0].blocked());
  const auto refused = bob.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE,
                                                                 text_message(direct_log(ann, bob), "hi"));
  EXPECT_EQ(refused.error().code, ErrorCode::kNotAContact);

  block.set_blocked(false);
  ASSERT_TRUE(ann.client->call<v1::BlockUserResponse>(v1::METHOD_BLOCK_USER, block));
  EXPECT_TRUE(bob.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(direct_log(ann, bob), "hi")));
}

TEST_F(Contacts, carry_an_alias_and_follow_a_change_of_name) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  auto alias = about<v1::SetContactAliasRequest>(bob);
  alias.set_alias("  Bobby 鲍勃 ");
  ASSERT_TRUE(ann.client->call<v1::SetContactAliasResponse>(v1::METHOD_SET_CONTACT_ALIAS, alias));
  EXPECT_EQ(list(ann)[0].alias(), "Bobby 鲍勃");

  v1::SetProfileRequest profile;
  profile.set_name("Robert");
  ASSERT_TRUE(bob.client->call<v1::SetProfileResponse>(v1::METHOD_SET_PROFILE, profile));
  const auto told = ann.client->next_update([](const v1::Update& update) {
    return update.entry().entry().body().contact_changed().contact().user().name() == "Robert";
  });
  ASSERT_TRUE(told);
  EXPECT_EQ(told->entry().entry().body().contact_changed().contact().alias(), "Bobby 鲍勃");
}

TEST_F(Contacts, that_are_deleted_keep_the_past_but_cannot_go_on) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  ASSERT_TRUE(ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, "bye")));
  ASSERT_TRUE(ann.client->call<v1::DeleteContactResponse>(v1::METHOD_DELETE_CONTACT, about<v1::DeleteContactRequest>(bob)));
  for (Person* person : {&ann, &bob}) {
    EXPECT_TRUE(list(*person).empty());
    EXPECT_EQ(person->client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, "hi")).error().code,
              ErrorCode::kNotAContact);
    v1::ReadLogRequest read;
    read.set_log(log);
    read.set_epoch(person->epoch);
    EXPECT_EQ(person->client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, read)->entries_size(), 2);
  }
}

TEST_F(Contacts, refuse_nonsense) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  EXPECT_EQ(ann.client->call<v1::RequestContactResponse>(v1::METHOD_REQUEST_CONTACT, about<v1::RequestContactRequest>(ann)).error().code,
            ErrorCode::kForbidden);
  Person nobody(port());
  nobody.id = UserId(12345);
  EXPECT_EQ(ann.client->call<v1::RequestContactResponse>(v1::METHOD_REQUEST_CONTACT, about<v1::RequestContactRequest>(nobody)).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(ann.client->call<v1::AnswerContactResponse>(v1::METHOD_ANSWER_CONTACT, about<v1::AnswerContactRequest>(bob)).error().code,
            ErrorCode::kNotFound);
  auto request = about<v1::RequestContactRequest>(bob);
  request.set_text(std::string(501, 'x'));
  EXPECT_EQ(ann.client->call<v1::RequestContactResponse>(v1::METHOD_REQUEST_CONTACT, request).error().code, ErrorCode::kInvalid);
}

}  // namespace
}  // namespace godwit::flow
