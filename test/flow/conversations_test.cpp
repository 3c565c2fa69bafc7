// SPDX-License-Identifier: Apache-2.0
// What a person decides about a conversation, on two devices of theirs and one of somebody else.
#include "fixture.h"

namespace godwit::flow {
namespace {

using Conversations = Flow;

v1::SetConversationRequest settings_of(const std::string& log, const v1::ConversationSettings& settings) {
  v1::SetConversationRequest request;
  request.set_log(log);
  *request.mutable_settings() = settings;
  return request;
}

Result<v1::SetConversationResponse> set(Person& person, const v1::SetConversationRequest& request) {
  return person.client->call<v1::SetConversationResponse>(v1::METHOD_SET_CONVERSATION, request);
}

v1::ConversationSettings muted_with_draft() {
  v1::ConversationSettings settings;
  settings.set_muted_until_ms(INT64_MAX);
  settings.set_mentions_anyway(true);
  settings.set_draft("almost 写完");
  settings.set_draft_ms(1'767'225'600'000);
  return settings;
}

bool same(const google::protobuf::MessageLite& one, const google::protobuf::MessageLite& other) {
  return one.SerializeAsString() == other.SerializeAsString();
}

const v1::Head* head_of(const Person& person, const std::string& log) {
  for (const v1::Head& head : person.heads) {
    if (head.log() == log) return &head;
  }
  return nullptr;
}

TEST_F(Conversations, are_set_on_one_device_and_known_on_the_other) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  Person phone = log_in(port(), "ann");
  const std::string log = direct_log(ann, bob);
  const v1::ConversationSettings settings = muted_with_draft();
  ASSERT_TRUE(set(phone, settings_of(log, settings)));

  const std::string own = LogId::user(ann.id).to_string();
  for (Person* device : {&ann, &phone}) {
    const auto update = device->client->next_update([&](const v1::Update& one) {
      return entry_of(own)(one) && one.entry().entry().body().has_conversation_changed();
    });
    ASSERT_TRUE(update) << "of " << device->handle;
    const v1::ConversationChanged& change = update->entry().entry().body().conversation_changed();
    EXPECT_EQ(change.log(), log);
    EXPECT_TRUE(same(change.settings(), settings));
  }
  ASSERT_TRUE(set(phone, settings_of(log, settings))) << "a repeat is answered, and tells nobody";

  Person tablet = log_in(port(), "ann");
  const v1::Head* head = head_of(tablet, log);
  ASSERT_TRUE(head);
  EXPECT_TRUE(same(head->settings(), settings));
  Person other = log_in(port(), "bob");
  ASSERT_TRUE(head_of(other, log));
  EXPECT_FALSE(head_of(other, log)->has_settings());

  ASSERT_TRUE(bob.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, "hello")));
  const auto next = ann.client->next_update(entry_of(own), std::chrono::milliseconds(0));
  EXPECT_FALSE(next) << "the repeat appended nothing";
}

TEST_F(Conversations, come_with_the_heads_of_a_device_that_was_away_also_after_a_restart) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  Person phone = log_in(port(), "ann");
  const std::string log = direct_log(ann, bob);
  phone.client->close();
  ASSERT_TRUE(set(ann, settings_of(log, muted_with_draft())));
  restart();
  phone.client = std::make_unique<Client>(port());
  phone.heads.clear();
  ASSERT_TRUE(greet(phone));
  const v1::Head* head = head_of(phone, log);
  ASSERT_TRUE(head) << "it changed since the resume token";
  EXPECT_TRUE(same(head->settings(), muted_with_draft()));
  ASSERT_TRUE(set(phone, settings_of(log, {})));
  Person tablet = log_in(port(), "ann");
  EXPECT_FALSE(head_of(tablet, log)->has_settings());
}

TEST_F(Conversations, of_others_and_beyond_the_limits_are_refused) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person eve = register_person(port(), "eve");
  befriend(ann, bob);
  const auto refused = [](Result<v1::SetConversationResponse> answer) {
    return answer ? ErrorCode{0} : answer.error().code;
  };
  EXPECT_EQ(refused(set(eve, settings_of(direct_log(ann, bob), {}))), ErrorCode::kNotFound);
  EXPECT_EQ(refused(set(ann, settings_of(LogId::user(ann.id).to_string(), {}))), ErrorCode::kNotFound);
  EXPECT_EQ(refused(set(ann, settings_of("nonsense", {}))), ErrorCode::kInvalid);
  v1::ConversationSettings settings;
  settings.set_draft(std::string(16'385, 'x'));
  EXPECT_EQ(refused(set(ann, settings_of(direct_log(ann, bob), settings))), ErrorCode::kInvalid);
  settings.set_draft(std::string(16'384, 'x'));
  EXPECT_TRUE(set(ann, settings_of(direct_log(ann, bob), settings)));
  settings.set_pinned_ms(-1);
  EXPECT_EQ(refused(set(ann, settings_of(direct_log(ann, bob), settings))), ErrorCode::kInvalid);
}

}  // namespace
}  // namespace godwit::flow
