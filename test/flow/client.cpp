// SPDX-License-Identifier: Apache-2.0
#include "client.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace godwit::flow {

using protocol::Frame;
using protocol::FrameKind;

Client::Client(std::uint16_t port) : Client(std::make_unique<Stream>(port)) {}

Client::Client(std::unique_ptr<Stream> stream) : stream_(std::move(stream)), decoder_(limits::kFrameBytes) {
  write(protocol::kNativePreface);
}

Client::~Client() { close(); }

void Client::close() { stream_->close(); }

void Client::write(std::string_view bytes) { stream_->write(bytes); }

std::uint32_t Client::send(v1::Method method, const google::protobuf::MessageLite& request) {
  const std::string body = request.SerializeAsString();
  Frame frame;
  frame.kind = FrameKind::kRequest;
  frame.correlation = next_correlation_++;
  frame.method = static_cast<std::uint32_t>(method);
  frame.body = body;
  write(protocol::encode_native(frame));
  return frame.correlation;
}

bool Client::read_some(std::chrono::steady_clock::time_point deadline) {
  const std::string bytes = stream_->read_some(deadline);
  if (bytes.empty()) return false;
  decoder_.feed(bytes);
  for (;;) {
    auto frame = decoder_.next();
    EXPECT_TRUE(frame.has_value());
    if (!frame || !*frame) return frame.has_value();
    const Frame& got_frame = **frame;
    if (got_frame.kind == FrameKind::kUpdate) {
      updates_.emplace_back().ParseFromArray(got_frame.body.data(), static_cast<int>(got_frame.body.size()));
    } else if (got_frame.kind == FrameKind::kGoingAway) {
      farewell_.emplace().ParseFromArray(got_frame.body.data(), static_cast<int>(got_frame.body.size()));
    } else if (got_frame.kind == FrameKind::kResponse && got_frame.error) {
      v1::Error error;
      error.ParseFromArray(got_frame.body.data(), static_cast<int>(got_frame.body.size()));
      responses_[got_frame.correlation] =
          fail(static_cast<ErrorCode>(error.code()), error.detail(), error.retry_after_ms());
    } else if (got_frame.kind == FrameKind::kResponse) {
      responses_[got_frame.correlation] = std::string(got_frame.body);
    }
  }
}

Result<std::string> Client::receive(std::uint32_t correlation) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!responses_.contains(correlation)) {
    if (!read_some(deadline)) return fail(ErrorCode::kTimeout, "the connection ended or nothing came");
  }
  return std::move(responses_.extract(correlation).mapped());
}

std::optional<v1::Update> Client::next_update(const std::function<bool(const v1::Update&)>& fits,
                                              std::chrono::milliseconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  for (;;) {
    while (!updates_.empty()) {
      v1::Update update = std::move(updates_.front());
      updates_.pop_front();
      if (fits(update)) return update;
    }
    if (!read_some(deadline)) return std::nullopt;
  }
}

std::optional<v1::GoingAway> Client::wait_for_farewell() {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!farewell_ && read_some(deadline)) {
  }
  return farewell_;
}

Result<v1::HelloResponse> greet(Person& person) {
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  hello.set_client("flow-test/1");
  hello.set_token(person.token);
  hello.set_resume_token(person.resume_token);
  auto response = person.client->call<v1::HelloResponse>(v1::METHOD_HELLO, hello);
  if (!response || person.token.empty()) return response;
  person.id = UserId(response->self().id());
  person.handle = response->self().handle();
  person.epoch = response->epoch();
  person.heads.clear();
  for (bool done = false; !done;) {
    const auto update = person.client->next_update([](const v1::Update& one) { return one.has_heads(); });
    if (!update) return fail(ErrorCode::kTimeout, "no heads came");
    for (const v1::Head& head : update->heads().heads()) person.heads.push_back(head);
    done = update->heads().done();
    if (done) person.resume_token = update->heads().resume_token();
  }
  return response;
}

Person register_person(std::uint16_t port, const std::string& handle, const std::string& invite) {
  return register_person(std::make_unique<Client>(port), handle, invite);
}

Person register_person(std::unique_ptr<Client> client, const std::string& handle, const std::string& invite) {
  Person person(std::move(client));
  EXPECT_TRUE(greet(person).has_value());
  v1::RegisterRequest request;
  request.set_handle(handle);
  request.set_password(kPassword);
  request.set_invite(invite);
  auto response = person.client->call<v1::RegisterResponse>(v1::METHOD_REGISTER, request);
  EXPECT_TRUE(response.has_value()) << (response ? "" : response.error().detail);
  if (!response) return person;
  person.token = response->token();
  EXPECT_TRUE(greet(person).has_value());
  return person;
}

Person log_in(std::uint16_t port, const std::string& handle, const std::string& password) {
  return log_in(std::make_unique<Client>(port), handle, password);
}

Person log_in(std::unique_ptr<Client> client, const std::string& handle, const std::string& password) {
  Person person(std::move(client));
  EXPECT_TRUE(greet(person).has_value());
  v1::LogInRequest request;
  request.set_handle(handle);
  request.set_password(password);
  auto response = person.client->call<v1::LogInResponse>(v1::METHOD_LOG_IN, request);
  EXPECT_TRUE(response.has_value());
  if (!response) return person;
  person.token = response->token();
  EXPECT_TRUE(greet(person).has_value());
  return person;
}

void befriend(Person& one, Person& other) {
  v1::RequestContactRequest request;
  request.set_user(other.id.value);
  request.set_text("it is " + one.handle);
  EXPECT_TRUE(one.client->call<v1::RequestContactResponse>(v1::METHOD_REQUEST_CONTACT, request).has_value());
  v1::AnswerContactRequest answer;
  answer.set_user(one.id.value);
  answer.set_accept(true);
  EXPECT_TRUE(other.client->call<v1::AnswerContactResponse>(v1::METHOD_ANSWER_CONTACT, answer).has_value());
}

std::string direct_log(const Person& one, const Person& other) { return LogId::direct(one.id, other.id).to_string(); }

std::string fresh_client_id() { return protocol::format_client_id(make_client_id(SystemClock())); }

v1::SendMessageRequest text_message(const std::string& log, const std::string& text) {
  v1::SendMessageRequest request;
  request.set_log(log);
  request.set_client_id(fresh_client_id());
  request.mutable_text()->set_text(text);
  return request;
}

}  // namespace godwit::flow
