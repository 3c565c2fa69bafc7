// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

namespace godwit::flow {
namespace {

using People = Flow;

template <class Response, class Request>
Result<Response> ask(Person& person, v1::Method method, const Request& request) {
  return person.client->call<Response>(method, request);
}

auto presence_of(const Person& person, bool online) {
  return [id = person.id.value, online](const v1::Update& update) {
    return update.has_presence() && update.presence().user() == id && update.presence().online() == online;
  };
}

void set_settings(Person& person, bool invisible, bool hide_read, bool unlisted) {
  v1::SetSettingsRequest request;
  request.mutable_settings()->set_invisible(invisible);
  request.mutable_settings()->set_hide_read(hide_read);
  request.mutable_settings()->set_unlisted(unlisted);
  EXPECT_TRUE(ask<v1::SetSettingsResponse>(person, v1::METHOD_SET_SETTINGS, request));
}

TEST_F(People, keep_settings_over_a_new_connection) {
  start();
  Person ann = register_person(port(), "ann");
  set_settings(ann, false, true, true);
  ann.client = std::make_unique<Client>(port());
  const auto hello = greet(ann);
  ASSERT_TRUE(hello);
  EXPECT_TRUE(hello->settings().hide_read());
  EXPECT_TRUE(hello->settings().unlisted());
  EXPECT_FALSE(hello->settings().invisible());
  v1::SetProfileRequest bad;
  bad.set_avatar("../etc/passwd");
  EXPECT_EQ(ask<v1::SetProfileResponse>(ann, v1::METHOD_SET_PROFILE, bad).error().code, ErrorCode::kInvalid);
}

TEST_F(People, see_contacts_come_and_go_but_not_the_invisible) {
  config_.offline_after_seconds = 1;
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person eve = register_person(port(), "eve");
  befriend(ann, bob);
  EXPECT_TRUE(ann.client->next_update(presence_of(bob, true)));
  const auto list = ask<v1::ListPresenceResponse>(ann, v1::METHOD_LIST_PRESENCE, v1::ListPresenceRequest());
  ASSERT_TRUE(list);
  ASSERT_EQ(list->presences_size(), 1);
  EXPECT_TRUE(list->presences(0).online());
  EXPECT_EQ(ask<v1::ListPresenceResponse>(eve, v1::METHOD_LIST_PRESENCE, v1::ListPresenceRequest())->presences_size(),
            0);

  bob.client->close();
  const auto left = ann.client->next_update(presence_of(bob, false));
  ASSERT_TRUE(left);
  EXPECT_GT(left->presence().last_seen_ms(), 0);
  bob.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(bob));
  EXPECT_TRUE(ann.client->next_update(presence_of(bob, true)));
  set_settings(bob, true, false, false);
  const auto hidden = ann.client->next_update(presence_of(bob, false));
  ASSERT_TRUE(hidden);
  bob.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(bob));
  EXPECT_FALSE(
      ann.client->next_update([](const v1::Update& one) { return one.has_presence(); }, std::chrono::seconds(3)));
  set_settings(bob, false, false, false);
  EXPECT_TRUE(ann.client->next_update(presence_of(bob, true)));
}

TEST_F(People, tell_the_other_member_that_they_type_and_nobody_else) {
  start();
  Person ann = register_person(port(), "ann");
  Person phone = log_in(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person eve = register_person(port(), "eve");
  befriend(ann, bob);
  v1::SetActivityRequest request;
  request.set_log(direct_log(ann, bob));
  request.set_activity(v1::ACTIVITY_TYPING);
  const auto types = [](const v1::Update& one) { return one.has_activity(); };
  ASSERT_TRUE(ask<v1::SetActivityResponse>(ann, v1::METHOD_SET_ACTIVITY, request));
  const auto told = bob.client->next_update(types);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->activity().user(), ann.id.value);
  EXPECT_EQ(told->activity().expires_in_ms(), 6'000U);
  EXPECT_FALSE(phone.client->next_update(types, std::chrono::milliseconds(300)));
  EXPECT_EQ(ask<v1::SetActivityResponse>(eve, v1::METHOD_SET_ACTIVITY, request).error().code, ErrorCode::kNotFound);
  request.set_log(direct_log(ann, eve));
  EXPECT_EQ(ask<v1::SetActivityResponse>(eve, v1::METHOD_SET_ACTIVITY, request).error().code, ErrorCode::kNotAContact);
}

TEST_F(People, list_and_revoke_their_own_devices_only) {
  start();
  Person ann = register_person(port(), "ann");
  Person phone = log_in(port(), "ann");
  Person eve = register_person(port(), "eve");
  const auto list = ask<v1::ListDevicesResponse>(ann, v1::METHOD_LIST_DEVICES, v1::ListDevicesRequest());
  ASSERT_TRUE(list);
  ASSERT_EQ(list->devices_size(), 2);
  EXPECT_TRUE(list->devices(0).current());
  EXPECT_TRUE(list->devices(1).online());
  EXPECT_EQ(list->devices(1).client(), "flow-test/1");
  EXPECT_EQ(list->devices(1).address(), "127.0.0.1");
  v1::RevokeDeviceRequest revoke;
  revoke.set_device_id(list->devices(1).id());
  EXPECT_EQ(ask<v1::RevokeDeviceResponse>(eve, v1::METHOD_REVOKE_DEVICE, revoke).error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(ask<v1::RevokeDeviceResponse>(ann, v1::METHOD_REVOKE_DEVICE, revoke));
  ASSERT_TRUE(phone.client->wait_for_farewell());
  Person tablet = log_in(port(), "ann");
  EXPECT_EQ(ask<v1::RevokeOtherDevicesResponse>(ann, v1::METHOD_REVOKE_OTHER_DEVICES, v1::RevokeOtherDevicesRequest())
                ->revoked(),
            1U);
  EXPECT_TRUE(tablet.client->wait_for_farewell());
}

TEST_F(People, let_a_device_in_from_another_lane) {
  start();
  Person ann = register_person(port(), "ann");
  Person fresh(port());
  ASSERT_TRUE(greet(fresh));
  v1::BeginDeviceLogInRequest begin;
  begin.set_device_name("laptop");
  const auto begun = ask<v1::BeginDeviceLogInResponse>(fresh, v1::METHOD_BEGIN_DEVICE_LOG_IN, begin);
  ASSERT_TRUE(begun);
  v1::AwaitDeviceLogInRequest await;
  await.set_link(begun->link());
  await.set_secret(begun->secret());
  const auto waiting = fresh.client->send(v1::METHOD_AWAIT_DEVICE_LOG_IN, await);
  v1::GetDeviceLogInRequest get;
  get.set_link(begun->link());
  const auto offer = ask<v1::GetDeviceLogInResponse>(ann, v1::METHOD_GET_DEVICE_LOG_IN, get);
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->device_name(), "laptop");
  EXPECT_EQ(offer->client(), "flow-test/1");
  EXPECT_EQ(offer->numbers_size(), 3);
  v1::AnswerDeviceLogInRequest answer;
  answer.set_link(begun->link());
  answer.set_number(begun->number());
  ASSERT_TRUE(ask<v1::AnswerDeviceLogInResponse>(ann, v1::METHOD_ANSWER_DEVICE_LOG_IN, answer));
  const auto body = fresh.client->receive(waiting);
  ASSERT_TRUE(body);
  v1::AwaitDeviceLogInResponse let_in;
  let_in.ParseFromString(*body);
  EXPECT_FALSE(let_in.pending());
  fresh.token = let_in.token();
  ASSERT_TRUE(greet(fresh));
  EXPECT_EQ(fresh.id, ann.id);
}

TEST_F(People, delete_their_account_with_the_password) {
  start();
  Person admin = register_person(port(), "admin");
  Person ann = register_person(port(), "ann");
  befriend(admin, ann);
  v1::DeleteAccountRequest request;
  request.set_password("not the password");
  EXPECT_EQ(ask<v1::DeleteAccountResponse>(ann, v1::METHOD_DELETE_ACCOUNT, request).error().code,
            ErrorCode::kWrongCredentials);
  request.set_password(kPassword);
  EXPECT_EQ(ask<v1::DeleteAccountResponse>(admin, v1::METHOD_DELETE_ACCOUNT, request).error().code,
            ErrorCode::kConflict);
  ASSERT_TRUE(ask<v1::DeleteAccountResponse>(ann, v1::METHOD_DELETE_ACCOUNT, request));
  EXPECT_TRUE(ann.client->wait_for_farewell());
  EXPECT_TRUE(admin.client->next_update([](const v1::Update& update) {
    return update.entry().entry().body().contact_changed().contact().user().deleted();
  }));
  EXPECT_EQ(ask<v1::SendMessageResponse>(admin, v1::METHOD_SEND_MESSAGE, text_message(direct_log(admin, ann), "x"))
                .error()
                .code,
            ErrorCode::kNotAContact);
}

TEST_F(People, hide_what_they_read_from_each_other) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  ASSERT_TRUE(ask<v1::SendMessageResponse>(ann, v1::METHOD_SEND_MESSAGE, text_message(direct_log(ann, bob), "x")));
  set_settings(bob, false, true, false);
  v1::AdvanceCursorsRequest request;
  auto& advance = *request.add_advances();
  advance.set_log(direct_log(ann, bob));
  advance.set_epoch(bob.epoch);
  advance.set_delivered(2);
  advance.set_read(2);
  ASSERT_TRUE(ask<v1::AdvanceCursorsResponse>(bob, v1::METHOD_ADVANCE_CURSORS, request));
  const auto of_bob = [&](const v1::Update& one) {
    return one.has_cursor() && one.cursor().cursor().user() == bob.id.value;
  };
  const auto delivered = ann.client->next_update(of_bob);
  ASSERT_TRUE(delivered);
  EXPECT_EQ(delivered->cursor().cursor().delivered(), 2U);
  EXPECT_EQ(delivered->cursor().cursor().read(), 0U);
  set_settings(bob, false, false, false);
  const auto shown = ann.client->next_update(of_bob);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->cursor().cursor().read(), 2U);
}

}  // namespace
}  // namespace godwit::flow
