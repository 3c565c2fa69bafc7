// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <thread>

#include "fixture.h"

namespace godwit::flow {
namespace {

using Gateway = Flow;

TEST_F(Gateway, answers_an_unknown_method_and_stays_connected) {
  start();
  Person ann = register_person(port(), "ann");
  const auto response = ann.client->call<v1::HelloResponse>(static_cast<v1::Method>(9'999), v1::HelloRequest());
  EXPECT_EQ(response.error().code, ErrorCode::kUnimplemented);
  EXPECT_TRUE(ann.client->call<v1::ListContactsResponse>(v1::METHOD_LIST_CONTACTS, v1::ListContactsRequest()));
}

TEST_F(Gateway, takes_requests_in_the_same_flight_as_hello) {
  start();
  Person ann = register_person(port(), "ann");
  Person again(port());
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  hello.set_token(ann.token);
  const auto greeting = again.client->send(v1::METHOD_HELLO, hello);
  const auto sending = again.client->send(v1::METHOD_SEND_MESSAGE, text_message(direct_log(ann, ann), "at once"));
  EXPECT_TRUE(again.client->receive(greeting));
  EXPECT_TRUE(again.client->receive(sending));
}

TEST_F(Gateway, refuses_a_version_it_does_not_speak) {
  start();
  Person person(port());
  v1::HelloRequest hello;
  hello.set_min_version(2);
  hello.set_max_version(9);
  EXPECT_EQ(person.client->call<v1::HelloResponse>(v1::METHOD_HELLO, hello).error().code,
            ErrorCode::kVersionUnsupported);
}

TEST_F(Gateway, closes_a_connection_that_lies_about_its_length_or_kind) {
  start();
  for (const std::string_view bytes : {std::string_view("\xFF\xFF\xFF\x7F", 4), std::string_view("\x02\x03\x01", 3),
                                       std::string_view("\x01\x0F", 2)}) {
    Client client(port());
    client.write(bytes);
    EXPECT_FALSE(client.receive(1));
  }
  EXPECT_TRUE(register_person(port(), "ann").id) << "and goes on serving others";
}

TEST_F(Gateway, limits_the_requests_of_a_device_and_says_when_to_come_back) {
  config_.device_request_burst = 10;
  config_.device_requests_per_second = 1;
  start();
  Person ann = register_person(port(), "ann");
  std::uint32_t refused_wait = 0;
  for (int i = 0; i < 15 && refused_wait == 0; ++i) {
    const auto response = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE,
                                                                    text_message(direct_log(ann, ann), "again"));
    if (!response) {
      EXPECT_EQ(response.error().code, ErrorCode::kRateLimited);
      refused_wait = response.error().retry_after_ms;
    }
  }
  EXPECT_GT(refused_wait, 0);
  EXPECT_LE(refused_wait, 1'001);
}

TEST_F(Gateway, says_that_there_are_too_many_connections_from_one_address) {
  config_.max_connections_per_address = 3;
  start();
  std::vector<std::unique_ptr<Client>> open;
  for (int i = 0; i < 3; ++i) open.push_back(std::make_unique<Client>(port()));
  Person one_too_many(port());
  EXPECT_FALSE(greet(one_too_many));
  const auto farewell = one_too_many.client->wait_for_farewell();
  ASSERT_TRUE(farewell);
  EXPECT_EQ(farewell->reason(), v1::ERROR_CODE_TOO_MANY_CONNECTIONS);
}

TEST_F(Gateway, tells_a_slow_reader_that_it_is_behind_and_keeps_its_memory_bounded) {
  config_.device_request_burst = 10'000;
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  ASSERT_TRUE(bob.client->next_update(entry_of(log)));

  // Bob reads nothing while more is said than his outbox and the kernel hold.
  constexpr int kMessages = 1'500;
  const std::string text(8'000, 'x');
  std::vector<std::uint32_t> sends;
  for (int i = 0; i < kMessages; ++i) {
    sends.push_back(ann.client->send(v1::METHOD_SEND_MESSAGE, text_message(log, text)));
    if (sends.size() == 32) {
      for (const std::uint32_t one : sends) ASSERT_TRUE(ann.client->receive(one));
      sends.clear();
    }
  }
  for (const std::uint32_t one : sends) ASSERT_TRUE(ann.client->receive(one));

  const auto behind = bob.client->next_update([](const v1::Update& update) { return update.has_behind(); });
  ASSERT_TRUE(behind);
  EXPECT_EQ(behind->behind().log(), log);
  EXPECT_GT(behind->behind().head(), 1);
  v1::GetHeadRequest request;
  request.set_log(log);
  EXPECT_EQ(bob.client->call<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request)->head().seq(), kMessages + 1);
}

TEST_F(Gateway, drains_without_losing_what_it_acknowledged) {
  config_.device_request_burst = 10'000;
  start();
  Person ann = register_person(port(), "ann");
  const std::string notes = direct_log(ann, ann);
  std::vector<v1::SendMessageRequest> requests;
  std::vector<std::uint32_t> correlations;
  for (int i = 0; i < 200; ++i) {
    requests.push_back(text_message(notes, std::to_string(i)));
    correlations.push_back(ann.client->send(v1::METHOD_SEND_MESSAGE, requests.back()));
  }
  std::thread stopping([this] { server_->stop(); });
  std::map<std::string, Seq> acknowledged;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const auto body = ann.client->receive(correlations[i]);
    if (!body) break;
    v1::SendMessageResponse response;
    response.ParseFromString(*body);
    acknowledged[requests[i].text().text()] = response.appended().seq();
  }
  const auto farewell = ann.client->wait_for_farewell();
  stopping.join();
  ASSERT_TRUE(farewell);
  EXPECT_EQ(farewell->reason(), v1::ERROR_CODE_GOING_AWAY);
  EXPECT_GT(farewell->spread_ms(), 0);

  restart();
  ann.client = std::make_unique<Client>(port());
  ASSERT_TRUE(greet(ann));
  for (const auto& request : requests) {
    const auto response = ann.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, request);
    ASSERT_TRUE(response);
    if (const auto it = acknowledged.find(request.text().text()); it != acknowledged.end()) {
      EXPECT_EQ(response->appended().seq(), it->second);
    }
  }
  v1::GetHeadRequest request;
  request.set_log(notes);
  EXPECT_EQ(ann.client->call<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request)->head().seq(), requests.size());
}

}  // namespace
}  // namespace godwit::flow
