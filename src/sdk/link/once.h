// SPDX-License-Identifier: Apache-2.0
// One anonymous question on a connection of its own: hello, the request, close. For looking at a server, registering and logging in.
// Sans-I/O as link.h. Destroying it cuts the connection without an answer.
#pragma once

#include <memory>
#include <string>

#include "link/requests.h"
#include "link/transport.h"
#include "link/world.h"
#include "protocol/frame.h"

namespace godwit::sdk {

class Once final : private TransportEvents {
 public:
  /// The greeting and, when a request was given, the body of its response. kTimeout after 30 s.
  using Done = std::function<void(Result<v1::HelloResponse> hello, std::string body)>;

  Once(World& world, Transport& transport, std::string program, Done done);
  ~Once() override;
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;

  void look();
  void ask(v1::Method method, const google::protobuf::MessageLite& request);

 private:
  void on_open() override;
  void on_bytes(std::string_view bytes) override;
  void on_closed(const Error& why) override;
  void start();
  void receive(const protocol::Frame& frame);
  void finish(Result<v1::HelloResponse> hello, std::string body = {});
  std::string request_frame(std::uint32_t correlation, std::uint32_t method, const std::string& body) const;

  Transport& transport_;
  std::string program_;
  Done done_;
  Timer timeout_;
  protocol::FrameDecoder decoder_;
  std::uint32_t method_ = 0;
  std::string body_;
  v1::HelloResponse hello_;
};

}  // namespace godwit::sdk
