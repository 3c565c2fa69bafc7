// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

namespace godwit::flow {
namespace {

class Administration : public Flow {
 protected:
  /// The first account is an administrator.
  void SetUp() override {
    Flow::SetUp();
    start();
    ann.emplace(register_person(port(), "ann"));
    bob.emplace(register_person(port(), "bob"));
  }

  void TearDown() override {
    ann.reset();
    bob.reset();
    Flow::TearDown();
  }

  std::optional<Person> ann;
  std::optional<Person> bob;
};

template <class Response, class Request>
Result<Response> ask(Person& person, v1::Method method, const Request& request) {
  return person.client->call<Response>(method, request);
}

/// A connection that has said hello without a token.
std::unique_ptr<Client> connect_anonymously(std::uint16_t port) {
  auto client = std::make_unique<Client>(port);
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  EXPECT_TRUE(client->call<v1::HelloResponse>(v1::METHOD_HELLO, hello));
  return client;
}

v1::SetDisabledRequest disable(const Person& person, bool disabled = true) {
  v1::SetDisabledRequest request;
  request.set_user(person.id.value);
  request.set_disabled(disabled);
  return request;
}

v1::SetAdministratorRequest promote(const Person& person, bool administrator = true) {
  v1::SetAdministratorRequest request;
  request.set_user(person.id.value);
  request.set_administrator(administrator);
  return request;
}

v1::ResetPasswordRequest reset(const Person& person) {
  v1::ResetPasswordRequest request;
  request.set_user(person.id.value);
  return request;
}

v1::FindAccountRequest find(const std::string& handle) {
  v1::FindAccountRequest request;
  request.set_handle(handle);
  return request;
}

/// nullopt when it was done.
template <class Request>
std::optional<ErrorCode> refusal(Client& client, v1::Method method, const Request& request) {
  const auto answer = client.receive(client.send(method, request));
  return answer ? std::nullopt : std::optional(answer.error().code);
}

using Refusals = std::vector<std::optional<ErrorCode>>;

/// How each request of administration is refused.
Refusals refusals(Client& client, const Person& target) {
  return {refusal(client, v1::METHOD_RESET_PASSWORD, reset(target)),
          refusal(client, v1::METHOD_SET_DISABLED, disable(target)),
          refusal(client, v1::METHOD_SET_ADMINISTRATOR, promote(target)),
          refusal(client, v1::METHOD_FIND_ACCOUNT, find(target.handle)),
          refusal(client, v1::METHOD_FIND_ACCOUNT, find("nobody")),
          refusal(client, v1::METHOD_LIST_ACCOUNTS, v1::ListAccountsRequest()),
          refusal(client, v1::METHOD_GET_COUNTS, v1::GetCountsRequest()),
          refusal(client, v1::METHOD_LIST_AUDIT, v1::ListAuditRequest())};
}

Refusals all(ErrorCode code) { return Refusals(8, code); }

/// "ann user.disable bob", newest first.
std::vector<std::string> audit(Person& admin, v1::ListAuditRequest request = {}) {
  const auto page = ask<v1::ListAuditResponse>(admin, v1::METHOD_LIST_AUDIT, request);
  EXPECT_TRUE(page);
  std::vector<std::string> rows;
  for (const v1::AuditRow& row : page->rows()) {
    rows.push_back((row.actor() == 0 ? "cli" : row.actor_handle()) + " " + row.act() + " " + row.target_handle());
  }
  return rows;
}

TEST_F(Administration, is_for_administrators_alone) {
  const auto stranger = connect_anonymously(port());
  EXPECT_EQ(refusals(*stranger, *ann), all(ErrorCode::kUnauthenticated));
  EXPECT_EQ(refusals(*bob->client, *ann), all(ErrorCode::kForbidden));
  EXPECT_TRUE(audit(*ann).empty()) << "what was refused leaves no row";
  EXPECT_FALSE(ask<v1::FindAccountResponse>(*ann, v1::METHOD_FIND_ACCOUNT, find("bob"))->account().disabled());
}

TEST_F(Administration, ends_at_once_for_who_is_an_administrator_no_longer) {
  ASSERT_TRUE(ask<v1::SetAdministratorResponse>(*ann, v1::METHOD_SET_ADMINISTRATOR, promote(*bob)));
  EXPECT_TRUE(ask<v1::GetCountsResponse>(*bob, v1::METHOD_GET_COUNTS, v1::GetCountsRequest()));
  ASSERT_TRUE(ask<v1::SetAdministratorResponse>(*bob, v1::METHOD_SET_ADMINISTRATOR, promote(*ann, false)));
  EXPECT_EQ(refusals(*ann->client, *bob), all(ErrorCode::kForbidden)) << "on the connection that stayed";
  EXPECT_EQ(audit(*bob), (std::vector<std::string>{"bob admin.remove ann", "ann admin.add bob"}));
}

TEST_F(Administration, keeps_the_last_administrator) {
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_SET_ADMINISTRATOR, promote(*ann, false)), ErrorCode::kConflict);
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_SET_DISABLED, disable(*ann)), ErrorCode::kConflict);
  ASSERT_TRUE(ask<v1::SetAdministratorResponse>(*ann, v1::METHOD_SET_ADMINISTRATOR, promote(*bob)));
  ASSERT_TRUE(ask<v1::SetDisabledResponse>(*ann, v1::METHOD_SET_DISABLED, disable(*bob)));
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_SET_ADMINISTRATOR, promote(*ann, false)), ErrorCode::kConflict)
      << "the other one is disabled";
}

TEST_F(Administration, disables_a_person_whose_devices_are_out_within_seconds) {
  Person phone = log_in(port(), "bob");
  ASSERT_TRUE(ask<v1::SetDisabledResponse>(*ann, v1::METHOD_SET_DISABLED, disable(*bob)));
  const auto began = std::chrono::steady_clock::now();
  for (Person* device : {&*bob, &phone}) {
    const auto farewell = device->client->wait_for_farewell();
    ASSERT_TRUE(farewell);
    EXPECT_EQ(farewell->reason(), v1::ERROR_CODE_TOKEN_INVALID);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
  const auto again = connect_anonymously(port());
  v1::LogInRequest request;
  request.set_handle("bob");
  request.set_password(kPassword);
  EXPECT_EQ(refusal(*again, v1::METHOD_LOG_IN, request), ErrorCode::kForbidden);
  ASSERT_TRUE(ask<v1::SetDisabledResponse>(*ann, v1::METHOD_SET_DISABLED, disable(*bob, false)));
  EXPECT_EQ(refusal(*again, v1::METHOD_LOG_IN, request), std::nullopt);
  EXPECT_EQ(audit(*ann), (std::vector<std::string>{"ann user.enable bob", "ann user.disable bob"}));
}

TEST_F(Administration, resets_a_password_to_one_made_up_or_given) {
  const auto made = ask<v1::ResetPasswordResponse>(*ann, v1::METHOD_RESET_PASSWORD, reset(*bob));
  ASSERT_TRUE(made);
  ASSERT_FALSE(made->password().empty());
  EXPECT_TRUE(bob->client->wait_for_farewell());
  Person with_made = log_in(port(), "bob", made->password());
  EXPECT_EQ(with_made.id, bob->id);

  v1::ResetPasswordRequest given = reset(*bob);
  given.set_password("short");
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_RESET_PASSWORD, given), ErrorCode::kInvalid);
  given.set_password("a given password");
  const auto done = ask<v1::ResetPasswordResponse>(*ann, v1::METHOD_RESET_PASSWORD, given);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->password().empty()) << "it is not told back";
  EXPECT_TRUE(with_made.client->wait_for_farewell());
  EXPECT_EQ(log_in(port(), "bob", "a given password").id, bob->id);
  EXPECT_EQ(audit(*ann), (std::vector<std::string>{"ann user.password bob", "ann user.password bob"}));
}

TEST_F(Administration, shows_accounts_with_their_use_page_by_page) {
  Person phone = log_in(port(), "bob");
  const auto found = ask<v1::FindAccountResponse>(*ann, v1::METHOD_FIND_ACCOUNT, find("Bob"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->account().user().id(), bob->id.value);
  EXPECT_EQ(found->account().devices(), 2U);
  EXPECT_FALSE(found->account().administrator());
  EXPECT_GT(found->account().created_ms(), 0);
  EXPECT_GT(found->account().last_seen_ms(), found->account().created_ms() - 60'000);
  EXPECT_EQ(found->account().last_seen_ms() % 60'000, 0);
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_FIND_ACCOUNT, find("nobody")), ErrorCode::kNotFound);

  v1::ListAccountsRequest request;
  request.set_limit(1);
  const auto first = ask<v1::ListAccountsResponse>(*ann, v1::METHOD_LIST_ACCOUNTS, request);
  ASSERT_EQ(first->accounts_size(), 1);
  EXPECT_EQ(first->accounts(0).user().handle(), "ann");
  EXPECT_TRUE(first->accounts(0).administrator());
  request.set_after(first->accounts(0).user().id());
  request.set_limit(0);
  const auto second = ask<v1::ListAccountsResponse>(*ann, v1::METHOD_LIST_ACCOUNTS, request);
  ASSERT_EQ(second->accounts_size(), 1);
  EXPECT_EQ(second->accounts(0).user().handle(), "bob");
  EXPECT_EQ(second->accounts(0).devices(), 2U);
  request.set_limit(501);
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_LIST_ACCOUNTS, request), ErrorCode::kInvalid);
}

TEST_F(Administration, counts_and_pages_back_through_the_audit) {
  befriend(*ann, *bob);
  const auto counts = ask<v1::GetCountsResponse>(*ann, v1::METHOD_GET_COUNTS, v1::GetCountsRequest());
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->users(), 2U);
  EXPECT_EQ(counts->devices(), 2U);
  EXPECT_EQ(counts->sessions(), 2U);
  EXPECT_EQ(counts->conversations(), 1U);
  EXPECT_EQ(counts->entries(), 1U);
  EXPECT_GT(counts->bytes(), 0U);

  for (const bool add : {true, false, true}) {
    ASSERT_TRUE(ask<v1::SetAdministratorResponse>(*ann, v1::METHOD_SET_ADMINISTRATOR, promote(*bob, add)));
  }
  v1::ListAuditRequest request;
  request.set_limit(2);
  EXPECT_EQ(audit(*ann, request), (std::vector<std::string>{"ann admin.add bob", "ann admin.remove bob"}));
  request.set_before(ask<v1::ListAuditResponse>(*ann, v1::METHOD_LIST_AUDIT, request)->rows(1).id());
  EXPECT_EQ(audit(*ann, request), (std::vector<std::string>{"ann admin.add bob"}));
}

TEST_F(Administration, refuses_acts_that_name_nobody_or_nothing) {
  v1::SetDisabledRequest nobody;
  nobody.set_user(5);
  nobody.set_disabled(true);
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_SET_DISABLED, nobody), ErrorCode::kNotFound);
  v1::SetDisabledRequest nothing;
  nothing.set_user(bob->id.value);
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_SET_DISABLED, nothing), ErrorCode::kInvalid);
  v1::SetAdministratorRequest neither;
  neither.set_user(bob->id.value);
  EXPECT_EQ(refusal(*ann->client, v1::METHOD_SET_ADMINISTRATOR, neither), ErrorCode::kInvalid);
  EXPECT_TRUE(audit(*ann).empty());
}

}  // namespace
}  // namespace godwit::flow
