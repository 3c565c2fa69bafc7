// SPDX-License-Identifier: Apache-2.0
// A client for the flow tests, on the raw wire (native frames over a blocking stream). One thread.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "base/random.h"
#include "protocol/frame.h"
#include "protocol/wire.h"
#include "stream.h"

namespace godwit::flow {

class Client {
 public:
  explicit Client(std::uint16_t port);
  explicit Client(std::unique_ptr<Stream> stream);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Sends the request and answers its correlation.
  std::uint32_t send(v1::Method method, const google::protobuf::MessageLite& request);
  /// Waits for the response to it; updates that come meanwhile are kept.
  Result<std::string> receive(std::uint32_t correlation);

  template <class Response, class Request>
  Result<Response> call(v1::Method method, const Request& request) {
    auto body = receive(send(method, request));
    if (!body) return std::unexpected(body.error());
    Response response;
    response.ParseFromString(*body);
    return response;
  }

  /// The next update that fits, dropping others before it; nullopt when none came in time.
  std::optional<v1::Update> next_update(const std::function<bool(const v1::Update&)>& fits,
                                        std::chrono::milliseconds within = std::chrono::seconds(10));
  /// The going-away frame; nullopt when the connection just ended or none came in time.
  std::optional<v1::GoingAway> wait_for_farewell();
  /// Sends raw bytes.
  void write(std::string_view bytes);
  void close();

 private:
  /// False at the end of the stream or of the time.
  bool read_some(std::chrono::steady_clock::time_point deadline);

  std::unique_ptr<Stream> stream_;
  std::uint32_t next_correlation_ = 1;
  protocol::FrameDecoder decoder_;
  std::deque<v1::Update> updates_;
  std::map<std::uint32_t, Result<std::string>> responses_;
  std::optional<v1::GoingAway> farewell_;
};

/// A person with one connected device.
struct Person {
  explicit Person(std::uint16_t port) : Person(std::make_unique<Client>(port)) {}
  explicit Person(std::unique_ptr<Client> with) : client(std::move(with)) {}

  std::unique_ptr<Client> client;
  std::string handle;
  std::string token;
  UserId id;
  Epoch epoch = 0;
  std::string resume_token;
  std::vector<v1::Head> heads;
};

inline constexpr const char* kPassword = "correct horse battery";

/// Registers, says hello and takes the heads.
Person register_person(std::uint16_t port, const std::string& handle, const std::string& invite = {});
Person register_person(std::unique_ptr<Client> client, const std::string& handle, const std::string& invite = {});
/// Another device of the same person.
Person log_in(std::uint16_t port, const std::string& handle, const std::string& password = kPassword);
Person log_in(std::unique_ptr<Client> client, const std::string& handle, const std::string& password = kPassword);
/// Says hello with the person's token and collects the heads.
Result<v1::HelloResponse> greet(Person& person);
/// Makes the two contacts.
void befriend(Person& one, Person& other);

std::string direct_log(const Person& one, const Person& other);
v1::SendMessageRequest text_message(const std::string& log, const std::string& text);
std::string fresh_client_id();

}  // namespace godwit::flow
