// SPDX-License-Identifier: Apache-2.0
#include "link/once.h"

#include "base/limits.h"

namespace godwit::sdk {
namespace {

/// Passwords are hashed slowly on purpose, and there may be a line.
constexpr std::chrono::milliseconds kTimeout{30'000};
constexpr std::uint32_t kHello = 1;
constexpr std::uint32_t kQuestion = 2;

}  // namespace

Once::Once(World& world, Transport& transport, std::string program, Done done)
    : transport_(transport),
      program_(std::move(program)),
      done_(std::move(done)),
      timeout_(world),
      decoder_(limits::kFrameBytes) {}

Once::~Once() { transport_.close(); }

void Once::look() { start(); }

void Once::ask(v1::Method method, const google::protobuf::MessageLite& request) {
  method_ = static_cast<std::uint32_t>(method);
  body_ = request.SerializeAsString();
  start();
}

void Once::start() {
  timeout_.start(kTimeout, [this] { finish(fail(ErrorCode::kTimeout, "the server did not answer within 30 s")); });
  transport_.open(*this);
}

void Once::on_open() {
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  hello.set_client(program_);
  transport_.write(std::string(protocol::kNativePreface) +
                   request_frame(kHello, v1::METHOD_HELLO, hello.SerializeAsString()));
  if (method_ != 0) transport_.write(request_frame(kQuestion, method_, body_));
}

std::string Once::request_frame(std::uint32_t correlation, std::uint32_t method, const std::string& body) const {
  protocol::Frame frame;
  frame.kind = protocol::FrameKind::kRequest;
  frame.correlation = correlation;
  frame.method = method;
  frame.body = body;
  return protocol::encode_native(frame);
}

void Once::on_bytes(std::string_view bytes) {
  decoder_.feed(bytes);
  while (done_) {
    const auto frame = decoder_.next();
    if (!frame) return finish(std::unexpected(frame.error()));
    if (!*frame) return;
    receive(**frame);
  }
}

void Once::receive(const protocol::Frame& frame) {
  if (frame.kind == protocol::FrameKind::kGoingAway) {
    return finish(fail(ErrorCode::kGoingAway, "the server closed the connection"));
  }
  if (frame.kind != protocol::FrameKind::kResponse) return;
  if (frame.error) return finish(std::unexpected(failure_of(frame.body).error));
  if (frame.correlation == kHello) {
    if (!hello_.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()))) {
      return finish(fail(ErrorCode::kMalformed, "the server's greeting cannot be read"));
    }
    if (method_ == 0) finish(hello_);
  } else if (frame.correlation == kQuestion) {
    finish(hello_, std::string(frame.body));
  }
}

void Once::on_closed(const Error& why) { finish(std::unexpected(why)); }

void Once::finish(Result<v1::HelloResponse> hello, std::string body) {
  timeout_.stop();
  transport_.close();
  if (const Done done = std::exchange(done_, nullptr)) done(std::move(hello), std::move(body));
}

}  // namespace godwit::sdk
