// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "fixture.h"

namespace godwit::flow {
namespace {

using ::testing::ElementsAre;

using SendMessage = Flow;

v1::Appended send(Person& from, const std::string& log, const std::string& text) {
  const auto response = from.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, text));
  EXPECT_TRUE(response.has_value()) << (response ? "" : response.error().detail);
  return response ? response->appended() : v1::Appended();
}

TEST_F(SendMessage, goes_through_the_rooms_in_the_documented_order) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  ASSERT_TRUE(bob.client->next_update(entry_of(log)));  // the conversation's beginning
  ASSERT_TRUE(ann.client->next_update(entry_of(log)));
  trace_.take();

  send(ann, log, "hello");
  ASSERT_TRUE(bob.client->next_update(entry_of(log)));
  ASSERT_TRUE(ann.client->next_update(entry_of(log)));

  auto spans = trace_.take();
  // The answer and the fan-out may overtake each other; each member's device gets one.
  std::erase(spans, "gateway.answer");
  EXPECT_THAT(spans,
              ElementsAre("net.read", "protocol.decode", "session.admit", "gateway.route", "service.messages.send",
                          "store.append", "store.commit", "bus.publish", "gateway.fanout", "gateway.fanout"));
}

TEST_F(SendMessage, reaches_all_devices_of_both_people_once_and_in_order) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person bobs_phone = log_in(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  for (int i = 0; i < 20; ++i) send(i % 2 == 0 ? ann : bob, log, "message " + std::to_string(i));

  for (Person* person : {&ann, &bob, &bobs_phone}) {
    Seq expected = 1;  // the conversation's beginning
    for (int i = 0; i <= 20; ++i, ++expected) {
      const auto update = person->client->next_update(entry_of(log));
      ASSERT_TRUE(update);
      EXPECT_EQ(update->entry().entry().seq(), expected);
      if (i > 0) EXPECT_EQ(update->entry().entry().body().text().text(), "message " + std::to_string(i - 1));
    }
  }
}

TEST_F(SendMessage, replays_the_same_seq_for_the_same_client_id) {
  start();
  Person ann = register_person(port(), "ann");
  const std::string notes = direct_log(ann, ann);
  const auto request = text_message(notes, "remember the milk");
  const auto first = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, request);
  const auto again = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, request);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->appended().seq(), again->appended().seq());

  auto other = request;
  other.mutable_text()->set_text("something else");
  const auto reused = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, other);
  ASSERT_FALSE(reused);
  EXPECT_EQ(reused.error().code, ErrorCode::kClientIdReused);
}

TEST_F(SendMessage, is_refused_between_strangers_and_by_a_block_alike) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person eve = register_person(port(), "eve");
  befriend(ann, bob);
  v1::BlockUserRequest block;
  block.set_user(bob.id.value);
  block.set_blocked(true);
  ASSERT_TRUE(ann.client->call<v1::BlockUserResponse>(v1::METHOD_BLOCK_USER, block));

  const auto from_stranger =
      eve.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(direct_log(ann, eve), "hi"));
  const auto from_blocked =
      bob.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(direct_log(ann, bob), "hi"));
  ASSERT_FALSE(from_stranger);
  ASSERT_FALSE(from_blocked);
  EXPECT_EQ(from_stranger.error().code, ErrorCode::kNotAContact);
  EXPECT_EQ(from_blocked.error().code, from_stranger.error().code);
  EXPECT_EQ(from_blocked.error().detail, from_stranger.error().detail);
}

TEST_F(SendMessage, refuses_bad_input_with_a_clear_error_and_stays_connected) {
  start();
  Person ann = register_person(port(), "ann");
  const std::string notes = direct_log(ann, ann);
  const std::pair<v1::SendMessageRequest, std::string> cases[] = {
      {text_message("nonsense", "hi"), "log: not a log name"},
      {text_message(notes, ""), "text: empty"},
      {text_message(notes, std::string(16'385, 'x')), "text: over 16384 bytes"},
      {[&] {
         auto r = text_message(notes, "hi");
         r.set_client_id("7");
         return r;
       }(),
       "client_id: not a UUID"},
  };
  for (const auto& [request, sentence] : cases) {
    const auto response = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, request);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, ErrorCode::kInvalid);
    EXPECT_EQ(response.error().detail, sentence);
  }
  EXPECT_EQ(send(ann, notes, std::string(16'384, 'x')).seq(), 1);
}

TEST_F(SendMessage, survives_a_restart_and_resumes_with_what_was_missed) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  send(ann, log, "before");
  bob.client->close();
  send(ann, log, "while away");

  restart();
  bob.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(bob));
  const auto head = std::ranges::find(bob.heads, log, &v1::Head::log);
  ASSERT_NE(head, bob.heads.end());
  EXPECT_EQ(head->seq(), 3);
  EXPECT_EQ(head->message_index(), 2);
  EXPECT_EQ(head->last_message().body().text().text(), "while away");

  v1::ReadLogRequest request;
  request.set_log(log);
  request.set_epoch(bob.epoch);
  const auto page = bob.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, request);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->entries_size(), 3);
  EXPECT_TRUE(page->entries(0).body().has_direct_started());
  EXPECT_EQ(page->entries(1).body().text().text(), "before");
  EXPECT_EQ(page->entries(2).body().text().text(), "while away");
}

TEST_F(SendMessage, keeps_the_order_of_one_connection_when_many_are_in_flight) {
  start();
  config_.device_request_burst = 1'000;
  restart();
  Person ann = register_person(port(), "ann");
  const std::string notes = direct_log(ann, ann);
  std::vector<std::uint32_t> correlations;
  for (int i = 0; i < 300; ++i) {
    correlations.push_back(ann.client->send(v1::METHOD_SEND_MESSAGE, text_message(notes, std::to_string(i))));
  }
  Seq expected = 1;
  for (const std::uint32_t correlation : correlations) {
    const auto body = ann.client->receive(correlation);
    ASSERT_TRUE(body) << body.error().detail;
    v1::SendMessageResponse response;
    response.ParseFromString(*body);
    EXPECT_EQ(response.appended().seq(), expected++);
  }
}

}  // namespace
}  // namespace godwit::flow
