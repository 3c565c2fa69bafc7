// SPDX-License-Identifier: Apache-2.0
#include "http/rest.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <set>

#include "async/run_task.h"
#include "idempotency.h"
#include "protocol/wire.h"
#include "rest_routes.h"

namespace godwit::http {
namespace {

namespace json = boost::json;

class RestTest : public ::testing::Test {
 protected:
  RestTest() { lane.start(); }

  struct Asked {
    std::uint32_t method;
    std::string token;
    std::string body;
  };

  protocol::HttpResponse send(const std::string& method, const std::string& target, const std::string& body = {},
                              std::vector<std::pair<std::string, std::string>> headers = {}) {
    protocol::HttpRequest request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (target.contains('?')) request.query = target.substr(target.find('?') + 1);
    request.headers = std::move(headers);
    request.body = body;
    if (!body.empty()) request.headers.emplace_back("content-type", "application/json");
    return run_task(lane, rest.answer(std::move(request), "192.0.2.1",
                                      [this](std::uint32_t number, std::string token, std::string binary) {
                                        return call(number, std::move(token), std::move(binary));
                                      }));
  }

  Task<Result<std::string>> call(std::uint32_t method, std::string token, std::string body) {
    asked.push_back({method, std::move(token), std::move(body)});
    co_return result;
  }

  template <class Request>
  Request last() {
    Request request;
    EXPECT_TRUE(request.ParseFromString(asked.back().body));
    return request;
  }

  static json::object read(const protocol::HttpResponse& response) { return json::parse(*response.body).as_object(); }

  static std::string header(const protocol::HttpResponse& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }

  Lane lane{"rest-test"};
  ManualClock clock;
  Rest rest{clock, "0.0.1"};
  std::vector<Asked> asked;
  Result<std::string> result = std::string();
};

TEST_F(RestTest, makes_a_request_of_path_query_body_and_token) {
  EXPECT_EQ(send("GET", "/v1/logs/d.11.12/entries?after=7&limit=20", "", {{"authorization", "bearer abc"}}).status,
            200);
  const auto page = last<v1::ReadLogRequest>();
  EXPECT_EQ(asked.back().method, v1::METHOD_READ_LOG);
  EXPECT_EQ(asked.back().token, "abc");
  EXPECT_EQ(page.log(), "d.11.12");
  EXPECT_EQ(page.after(), 7);
  EXPECT_EQ(page.limit(), 20);

  EXPECT_EQ(send("PUT", "/v1/contacts/9007199254740993/alias", R"({"alias":"Zoë","user":"1"})").status, 200);
  const auto alias = last<v1::SetContactAliasRequest>();
  EXPECT_EQ(alias.user(), 9007199254740993);  // the path wins over the body
  EXPECT_EQ(alias.alias(), "Zoë");
}

TEST_F(RestTest, answers_the_response_as_json) {
  v1::RegisterResponse response;
  response.mutable_self()->set_id(9007199254740993);
  response.set_token("secret");
  result = response.SerializeAsString();
  const auto answer = send("POST", "/v1/accounts", R"({"handle":"amy","password":"correct horse"})");
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(header(answer, "cache-control"), "no-store");
  EXPECT_EQ(read(answer).at("token").as_string(), "secret");
  EXPECT_EQ(read(answer).at("self").as_object().at("id").as_string(), "9007199254740993");
}

TEST_F(RestTest, takes_the_idempotency_key_of_a_message_as_its_client_id) {
  const std::string key = "01920000-0000-7000-8000-0000000000ff";
  send("POST", "/v1/logs/d.11.12/messages", R"({"text":{"text":"hi"}})", {{"idempotency-key", "\"" + key + "\""}});
  EXPECT_EQ(last<v1::SendMessageRequest>().client_id(), key);
  EXPECT_EQ(last<v1::SendMessageRequest>().text().text(), "hi");
}

TEST_F(RestTest, repeats_the_first_answer_of_a_call_with_an_idempotency_key_and_does_nothing) {
  v1::LogInResponse response;
  response.set_token("first");
  result = response.SerializeAsString();
  const std::string body = R"({"handle":"amy","password":"correct horse"})";
  const auto first = send("POST", "/v1/sessions", body, {{"idempotency-key", "k"}});
  response.set_token("second");
  result = response.SerializeAsString();
  const auto again = send("POST", "/v1/sessions", body, {{"idempotency-key", "k"}});
  EXPECT_EQ(asked.size(), 1);
  EXPECT_EQ(*again.body, *first.body);
  EXPECT_EQ(again.status, 201);

  EXPECT_EQ(send("POST", "/v1/sessions", R"({"handle":"bob"})", {{"idempotency-key", "k"}}).status, 422);
  EXPECT_EQ(asked.size(), 1);
  clock.advance(Idempotency::kLifetime);
  send("POST", "/v1/sessions", body, {{"idempotency-key", "k"}});
  EXPECT_EQ(asked.size(), 2);
}

TEST_F(RestTest, tries_again_after_an_error_with_the_same_idempotency_key) {
  result = fail(ErrorCode::kOverloaded, "busy", 1500);
  const auto refused = send("POST", "/v1/sessions", R"({"handle":"amy"})", {{"idempotency-key", "k"}});
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(header(refused, "retry-after"), "2");
  result = std::string();
  EXPECT_EQ(send("POST", "/v1/sessions", R"({"handle":"amy"})", {{"idempotency-key", "k"}}).status, 201);
}

TEST_F(RestTest, says_what_is_wrong_as_problem_json) {
  result = fail(ErrorCode::kNotAContact);
  const auto answer = send("POST", "/v1/logs/d.11.12/messages", "{}");
  EXPECT_EQ(answer.status, 403);
  EXPECT_EQ(header(answer, "content-type"), "application/problem+json");
  EXPECT_EQ(read(answer).at("code").as_string(), "NOT_A_CONTACT");
  EXPECT_EQ(read(answer).at("type").as_string(), "urn:godwit:error:NOT_A_CONTACT");
  EXPECT_EQ(read(answer).at("retry").as_string(), "GIVE_UP");
}

TEST_F(RestTest, refuses_what_it_does_not_know_without_asking) {
  EXPECT_EQ(send("GET", "/v1/nothing").status, 404);
  EXPECT_EQ(send("GET", "/v1/contacts/1/alias/2").status, 404);
  EXPECT_EQ(send("GET", "/v1/users/").status, 404);
  const auto verb = send("POST", "/v1/contacts/1");
  EXPECT_EQ(verb.status, 405);
  EXPECT_EQ(header(verb, "allow"), "PUT, DELETE");
  EXPECT_EQ(read(verb).at("status").as_int64(), 405);
  EXPECT_EQ(send("GET", "/v1/contacts?afterr=1").status, 400);
  EXPECT_EQ(send("GET", "/v1/contacts?after=%4").status, 400);
  EXPECT_EQ(send("GET", "/v1/contacts?after=x").status, 400);
  EXPECT_EQ(send("GET", "/v1/contacts", R"({"after":"1"})").status, 400);
  EXPECT_EQ(send("POST", "/v1/sessions", "not json").status, 400);
  EXPECT_EQ(send("POST", "/v1/sessions", "[1]").status, 400);
  EXPECT_EQ(send("GET", "/v1/contacts", "", {{"authorization", "Basic eDp5"}}).status, 401);
  EXPECT_EQ(send("PUT", "/v1/account/settings", "", {{"idempotency-key", ""}}).status, 400);
  EXPECT_TRUE(asked.empty());

  protocol::HttpRequest form{
      .method = "POST", .path = "/v1/sessions", .query = {}, .headers = {}, .body = "handle=amy"};
  form.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
  EXPECT_EQ(run_task(lane, rest.answer(form, "192.0.2.1", nullptr)).status, 415);
}

TEST_F(RestTest, has_a_way_to_each_request_of_the_protocol_but_those_of_connections) {
  // Hello is of connections; devices that log in by code hold one open while they wait.
  const std::set<int> without = {v1::METHOD_UNSPECIFIED,         v1::METHOD_HELLO,
                                 v1::METHOD_BEGIN_DEVICE_LOG_IN, v1::METHOD_AWAIT_DEVICE_LOG_IN,
                                 v1::METHOD_GET_DEVICE_LOG_IN,   v1::METHOD_ANSWER_DEVICE_LOG_IN};
  std::set<std::uint32_t> routed;
  for (const RestRoute& route : rest_routes()) {
    EXPECT_TRUE(routed.insert(route.method).second) << route.path;
  }
  const auto* methods = v1::Method_descriptor();
  for (int i = 0; i < methods->value_count(); ++i) {
    const int number = methods->value(i)->number();
    EXPECT_NE(routed.contains(static_cast<std::uint32_t>(number)), without.contains(number))
        << methods->value(i)->name();
  }
}

TEST_F(RestTest, describes_each_route_with_the_comments_of_the_schema) {
  const auto answer = send("GET", "/v1/openapi.json");
  ASSERT_EQ(answer.status, 200);
  const json::object description = read(answer);
  EXPECT_EQ(description.at("openapi").as_string(), "3.1.0");
  const auto& paths = description.at("paths").as_object();
  for (const RestRoute& route : rest_routes()) {
    std::string verb(route.verb);
    for (char& c : verb) c = static_cast<char>(std::tolower(c));
    const auto& operation = paths.at(route.path).as_object().at(verb).as_object();
    EXPECT_EQ(operation.contains("requestBody"), route.has_body) << route.path;
  }
  for (const auto* path : {"/v1/media", "/v1/media/{id}", "/v1/media/session", "/media/{id}"}) {
    EXPECT_TRUE(paths.contains(path)) << path;
  }
  const auto& user = description.at("components").as_object().at("schemas").as_object().at("User").as_object();
  EXPECT_EQ(user.at("description").as_string(), "A person as others see them.");
}

}  // namespace
}  // namespace godwit::http
