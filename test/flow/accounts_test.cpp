// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"

namespace godwit::flow {
namespace {

using Accounts = Flow;

Result<v1::LogInResponse> try_log_in(std::uint16_t port, const std::string& handle, const std::string& password) {
  Person person(port);
  EXPECT_TRUE(greet(person));
  v1::LogInRequest request;
  request.set_handle(handle);
  request.set_password(password);
  return person.client->call<v1::LogInResponse>(v1::METHOD_LOG_IN, request);
}

Result<v1::RegisterResponse> try_register(std::uint16_t port, const std::string& handle, const std::string& password,
                                          const std::string& invite = {}) {
  Person person(port);
  EXPECT_TRUE(greet(person));
  v1::RegisterRequest request;
  request.set_handle(handle);
  request.set_password(password);
  request.set_invite(invite);
  return person.client->call<v1::RegisterResponse>(v1::METHOD_REGISTER, request);
}

TEST_F(Accounts, make_the_first_person_admin_and_nobody_else) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  ann.client = std::make_unique<Client>(port());
  bob.client = std::make_unique<Client>(port());
  EXPECT_TRUE(greet(ann)->admin());
  EXPECT_FALSE(greet(bob)->admin());
}

TEST_F(Accounts, give_the_same_answer_to_an_unknown_handle_and_a_wrong_password) {
  start();
  register_person(port(), "ann");
  const auto wrong = try_log_in(port(), "ann", "not the password");
  const auto unknown = try_log_in(port(), "nobody", "not the password");
  const auto impossible = try_log_in(port(), "'; DROP TABLE account; --", "not the password");
  for (const auto* response : {&wrong, &unknown, &impossible}) {
    ASSERT_FALSE(*response);
    EXPECT_EQ(response->error().code, ErrorCode::kWrongCredentials);
    EXPECT_EQ(response->error().detail, wrong.error().detail);
  }
  EXPECT_TRUE(try_log_in(port(), "ANN", kPassword)) << "handles fold their case";
}

TEST_F(Accounts, refuse_what_cannot_be_a_handle_or_password) {
  start();
  for (const char* handle : {"", "ab", "1abc", "a b", "a..b", "abc.", "ann@host", "张三"}) {
    const auto response = try_register(port(), handle, kPassword);
    ASSERT_FALSE(response) << handle;
    EXPECT_EQ(response.error().code, ErrorCode::kInvalid);
  }
  EXPECT_EQ(try_register(port(), "ann", "short").error().code, ErrorCode::kInvalid);
  EXPECT_TRUE(try_register(port(), "ann", kPassword));
  EXPECT_EQ(try_register(port(), "Ann", kPassword).error().code, ErrorCode::kHandleTaken);
}

TEST_F(Accounts, are_closed_when_registration_is_closed) {
  config_.registration = "closed";
  start();
  EXPECT_EQ(try_register(port(), "ann", kPassword).error().code, ErrorCode::kRegistrationClosed);
}

TEST_F(Accounts, need_an_invite_when_registration_is_by_invite) {
  config_.registration = "invite";
  start();
  EXPECT_EQ(try_register(port(), "ann", kPassword).error().code, ErrorCode::kInviteInvalid);
  EXPECT_EQ(try_register(port(), "ann", kPassword, "AAAA-AAAA-AAAA-AAAA").error().code, ErrorCode::kInviteInvalid);
}

TEST_F(Accounts, throttle_password_attempts) {
  config_.password_attempts = 3;
  config_.password_attempt_seconds = 600;
  start();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(try_log_in(port(), "ann", "guess").error().code, ErrorCode::kWrongCredentials);
  const auto refused = try_log_in(port(), "ann", "guess");
  EXPECT_EQ(refused.error().code, ErrorCode::kRateLimited);
  EXPECT_GT(refused.error().retry_after_ms, 0);
}

TEST_F(Accounts, end_the_other_devices_when_the_password_changes) {
  start();
  Person laptop = register_person(port(), "ann");
  Person phone = log_in(port(), "ann");
  v1::ChangePasswordRequest request;
  request.set_old_password("not the password");
  request.set_new_password("another long password");
  EXPECT_EQ(laptop.client->call<v1::ChangePasswordResponse>(v1::METHOD_CHANGE_PASSWORD, request).error().code,
            ErrorCode::kWrongCredentials);
  request.set_old_password(kPassword);
  ASSERT_TRUE(laptop.client->call<v1::ChangePasswordResponse>(v1::METHOD_CHANGE_PASSWORD, request));

  const auto farewell = phone.client->wait_for_farewell();
  ASSERT_TRUE(farewell);
  EXPECT_EQ(farewell->reason(), v1::ERROR_CODE_TOKEN_INVALID);
  phone.client = std::make_unique<Client>(port());
  EXPECT_EQ(greet(phone).error().code, ErrorCode::kTokenInvalid);
  laptop.client = std::make_unique<Client>(port());
  EXPECT_TRUE(greet(laptop)) << "the device that changed it stays";
  EXPECT_FALSE(try_log_in(port(), "ann", kPassword));
  EXPECT_TRUE(try_log_in(port(), "ann", "another long password"));
}

TEST_F(Accounts, log_out_kills_the_token_and_the_connection) {
  start();
  Person ann = register_person(port(), "ann");
  Person second_connection(port());
  second_connection.token = ann.token;
  ASSERT_TRUE(greet(second_connection));
  ASSERT_TRUE(ann.client->call<v1::LogOutResponse>(v1::METHOD_LOG_OUT, v1::LogOutRequest()));
  EXPECT_TRUE(ann.client->wait_for_farewell());
  EXPECT_TRUE(second_connection.client->wait_for_farewell());
  ann.client = std::make_unique<Client>(port());
  EXPECT_EQ(greet(ann).error().code, ErrorCode::kTokenInvalid);
}

TEST_F(Accounts, may_do_nothing_before_they_log_in) {
  start();
  Person ann = register_person(port(), "ann");
  Person stranger(port());
  const auto send = text_message(direct_log(ann, ann), "hi");
  EXPECT_EQ(stranger.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, send).error().code,
            ErrorCode::kUnauthenticated);
  ASSERT_TRUE(greet(stranger));
  for (int method = 1; method < 64; ++method) {
    if (!v1::Method_IsValid(method) || method == v1::METHOD_HELLO || method == v1::METHOD_REGISTER ||
        method == v1::METHOD_LOG_IN || method == v1::METHOD_BEGIN_DEVICE_LOG_IN ||
        method == v1::METHOD_AWAIT_DEVICE_LOG_IN) {
      continue;
    }
    const auto response = stranger.client->call<v1::SendMessageResponse>(static_cast<v1::Method>(method), send);
    ASSERT_FALSE(response) << method;
    EXPECT_EQ(response.error().code, ErrorCode::kUnauthenticated) << v1::Method_Name(static_cast<v1::Method>(method));
  }
}

TEST_F(Accounts, may_not_read_or_write_the_logs_of_others) {
  start();
  Person ann = register_person(port(), "ann");
  Person bob = register_person(port(), "bob");
  Person eve = register_person(port(), "eve");
  befriend(ann, bob);
  const std::string logs[] = {direct_log(ann, bob), direct_log(ann, ann), LogId::user(ann.id).to_string()};
  for (const std::string& log : logs) {
    v1::ReadLogRequest read;
    read.set_log(log);
    read.set_epoch(eve.epoch);
    EXPECT_EQ(eve.client->call<v1::ReadLogResponse>(v1::METHOD_READ_LOG, read).error().code, ErrorCode::kNotFound);
    v1::GetHeadRequest head;
    head.set_log(log);
    EXPECT_EQ(eve.client->call<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, head).error().code, ErrorCode::kNotFound);
    EXPECT_FALSE(eve.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE, text_message(log, "hi")));
  }
  // Not even one's own user log is for writing.
  EXPECT_FALSE(eve.client->call<v1::SendMessageResponse>(v1::METHOD_SEND_MESSAGE,
                                                         text_message(LogId::user(eve.id).to_string(), "hi")));
}

}  // namespace
}  // namespace godwit::flow
