// SPDX-License-Identifier: Apache-2.0
// Searching over a socket, with everything behind it.
#include <chrono>
#include <thread>

#include "fixture.h"

namespace godwit::flow {
namespace {

using Search = Flow;

Result<v1::SearchMessagesResponse> search(Person& person, const v1::SearchMessagesRequest& request) {
  return person.client->call<v1::SearchMessagesResponse>(v1::METHOD_SEARCH_MESSAGES, request);
}

v1::SearchMessagesRequest words(const std::string& query) {
  v1::SearchMessagesRequest request;
  request.set_query(query);
  return request;
}

bool send_text(Person& person, const std::string& log, const std::string& text) {
  return person.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, text)).has_value();
}

/// Until so many are found; what was found last.
v1::SearchMessagesResponse await_found(Person& person, const v1::SearchMessagesRequest& request, int count) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    const auto answer = search(person, request);
    EXPECT_TRUE(answer) << answer.error().detail;
    if (!answer || answer->found_size() == count || std::chrono::steady_clock::now() > deadline) {
      EXPECT_TRUE(answer && answer->found_size() == count) << request.query();
      return answer ? *answer : v1::SearchMessagesResponse();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

TEST_F(Search, finds_what_was_said_with_the_places_of_the_words_and_for_members_only) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person eve = register_person(port(), "eve");
  befriend(ann, bob);
  const std::string log = direct_log(ann, bob);
  ASSERT_TRUE(send_text(ann, log, "Das Café 北京饭店 ist offen"));
  const auto found = await_found(bob, words("cafe 北京"), 1);
  ASSERT_EQ(found.found_size(), 1);
  EXPECT_EQ(found.found(0).entry().body().text().text(), "Das Café 北京饭店 ist offen");
  const auto& ranges = found.found(0).ranges();
  EXPECT_EQ(std::vector<std::uint32_t>(ranges.begin(), ranges.end()), (std::vector<std::uint32_t>{4, 5, 10, 6}));
  EXPECT_TRUE(found.next().empty());

  EXPECT_EQ(search(eve, words("cafe"))->found_size(), 0);
  auto inside = words("cafe");
  inside.set_log(log);
  EXPECT_EQ(search(eve, inside).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(search(ann, inside)->found_size(), 1);
}

TEST_F(Search, pages_with_next_and_refuses_what_it_cannot_read) {
  start();
  Person ann = register_person(port(), "ann");
  const std::string log = direct_log(ann, ann);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(send_text(ann, log, "gull " + std::to_string(i)));
  await_found(ann, words("gull"), 5);
  auto request = words("gull");
  request.set_limit(2);
  std::vector<std::string> texts;
  for (int page = 0; page < 10; ++page) {
    const auto answer = search(ann, request);
    ASSERT_TRUE(answer);
    for (const v1::Found& one : answer->found()) texts.push_back(one.entry().body().text().text());
    if (answer->next().empty()) break;
    request.set_next(answer->next());
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"gull 4", "gull 3", "gull 2", "gull 1", "gull 0"}));

  const auto refused = [&](auto change) {
    auto bad = words("gull");
    change(bad);
    return search(ann, bad).error().code;
  };
  EXPECT_EQ(refused([](auto& r) { r.set_query(""); }), ErrorCode::kInvalid);
  EXPECT_EQ(refused([](auto& r) { r.set_query(std::string(257, 'a')); }), ErrorCode::kInvalid);
  EXPECT_EQ(refused([](auto& r) { r.set_limit(51); }), ErrorCode::kInvalid);
  EXPECT_EQ(refused([](auto& r) { r.set_next("x"); }), ErrorCode::kInvalid);
  EXPECT_EQ(refused([](auto& r) { r.set_log("no log"); }), ErrorCode::kInvalid);
  EXPECT_EQ(refused([](auto& r) { r.set_kind(static_cast<v1::SearchKind>(99)); }), ErrorCode::kInvalid);
  EXPECT_EQ(refused([](auto& r) { r.set_since_ms(-1); }), ErrorCode::kInvalid);
  EXPECT_EQ(search(ann, words("?!"))->found_size(), 0);
}

}  // namespace
}  // namespace godwit::flow
