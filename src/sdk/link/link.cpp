// SPDX-License-Identifier: Apache-2.0
#include "link/link.h"

#include "base/limits.h"
#include "link/backoff.h"

namespace godwit::sdk {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kConnectTimeout{10'000};
constexpr milliseconds kAnswerTimeout{10'000};
/// The server stops reading at 64; stay below it.
constexpr std::size_t kMaxInFlight = 48;

Failure cut(const Error& why, bool unsent) {
  return {.error = why, .retry = Retry::kLater, .disconnected = true, .unsent = unsent};
}

/// A sentence for errors that came without one: "handle taken".
std::string words_of(const ErrorRow& row) {
  std::string words(row.name);
  for (char& c : words) c = c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return words;
}

}  // namespace

Failure failure_of(std::string_view body) {
  v1::Error error;
  if (!error.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return {.error = {ErrorCode::kMalformed, "the server's error cannot be read"}};
  }
  const ErrorRow* row = find_error(static_cast<std::uint32_t>(error.code()));
  Failure failure{.error = {row ? row->code : ErrorCode::kInternal, error.detail(), error.retry_after_ms()}};
  if (row && failure.error.detail.empty()) failure.error.detail = words_of(*row);
  // What to do is the server's to say: a newer one has codes that are not known here.
  failure.retry = error.retry() == v1::RETRY_UNSPECIFIED || error.retry() > v1::RETRY_LOG_IN
                      ? (row ? row->retry : Retry::kGiveUp)
                      : static_cast<Retry>(error.retry());
  return failure;
}

Link::Link(World& world, Transport& transport, LinkEvents& events, LinkOptions options)
    : world_(world),
      transport_(transport),
      events_(events),
      options_(std::move(options)),
      decoder_(limits::kFrameBytes),
      opening_(world),
      heartbeat_(world),
      watch_(world),
      retry_(world) {}

Link::~Link() { transport_.close(); }

void Link::start() {
  if (state_ == ConnectionState::kStopped) connect();
}

void Link::stop() {
  hang_up();
  retry_.stop();
  enter(ConnectionState::kStopped);
  fail_all({ErrorCode::kGoingAway, "the client has stopped"});
}

void Link::nudge() {
  if (state_ == ConnectionState::kWaiting) {
    attempt_ = 0;
    retry_.stop();
    connect();
  } else if (state_ == ConnectionState::kOnline) {
    ping();
  }
}

void Link::pause(bool paused) {
  if (paused_ == paused) return;
  paused_ = paused;
  transport_.pause(paused);
  if (paused) {
    watch_.stop();
  } else if (!pending_.empty()) {
    watch();
  }
}

void Link::again() {
  if (state_ == ConnectionState::kStopped || state_ == ConnectionState::kRefused) return;
  hang_up();
  retry_.stop();
  state_ = ConnectionState::kWaiting;
  fail_all({ErrorCode::kIndeterminate, "the connection was begun anew"});
  if (state_ == ConnectionState::kWaiting) connect();
}

void Link::request(v1::Method method, const google::protobuf::MessageLite& request, Done done) {
  if (state_ != ConnectionState::kOnline) {
    return done(std::unexpected(cut({ErrorCode::kGoingAway, "there is no connection"}, true)));
  }
  post(method, request, std::move(done));
}

void Link::post(v1::Method method, const google::protobuf::MessageLite& request, Done done) {
  correlation_ = correlation_ % 0xFFFF'FFFF + 1;
  const std::string body = request.SerializeAsString();
  protocol::Frame frame;
  frame.kind = protocol::FrameKind::kRequest;
  frame.correlation = correlation_;
  frame.method = static_cast<std::uint32_t>(method);
  frame.body = body;
  if (body.size() + 16 > limits::kFrameBytes) {
    return done(std::unexpected(Failure{.error = {ErrorCode::kTooLarge, "the request does not fit into a frame"}}));
  }
  Pending pending{correlation_, protocol::encode_native(frame), std::move(done)};
  if (pending_.size() >= kMaxInFlight) {
    waiting_.push_back(std::move(pending));
  } else {
    launch(std::move(pending));
  }
}

void Link::launch(Pending pending) {
  pending_.emplace(pending.correlation, std::move(pending.done));
  transport_.write(std::move(pending.frame));
  if (!watch_.running()) watch();
  rest_heartbeat();
}

void Link::connect() {
  ++connection_;
  decoder_ = protocol::FrameDecoder(limits::kFrameBytes);
  open_ = false;
  enter(ConnectionState::kConnecting);
  opening_.start(kConnectTimeout, [this] { lost({ErrorCode::kTimeout, "no greeting within 10 s"}); });
  transport_.open(*this);
}

void Link::on_open() {
  open_ = true;
  if (paused_) transport_.pause(true);
  transport_.write(std::string(protocol::kNativePreface));
  say_hello();
}

void Link::say_hello() {
  v1::HelloRequest hello;
  hello.set_min_version(1);
  hello.set_max_version(1);
  hello.set_client(options_.program);
  hello.set_token(options_.token);
  hello.set_resume_token(options_.resume_token());
  post(v1::METHOD_HELLO, hello,
       typed<v1::HelloResponse>([this](Reply<v1::HelloResponse> reply) { on_greeting(std::move(reply)); }));
}

void Link::on_greeting(Reply<v1::HelloResponse> reply) {
  if (reply) {
    opening_.stop();
    attempt_ = 0;
    if (reply->idle_timeout_ms() > 0) idle_timeout_ = milliseconds(reply->idle_timeout_ms());
    enter(ConnectionState::kOnline);
    rest_heartbeat();
    events_.on_hello(*reply);
    return;
  }
  const Failure& failure = reply.error();
  if (failure.disconnected) return;
  if (failure.retry == Retry::kLogIn || failure.error.code == ErrorCode::kTokenInvalid) {
    stop();
    events_.on_logged_out(failure.error);
  } else if (failure.error.code == ErrorCode::kVersionUnsupported) {
    hang_up();
    enter(ConnectionState::kRefused, failure.error);
    fail_all(failure.error);
  } else {
    lost(failure.error, failure.error.retry_after_ms);
  }
}

void Link::on_bytes(std::string_view bytes) {
  const std::uint64_t connection = connection_;
  decoder_.feed(bytes);
  while (connection == connection_ && open_) {
    const auto frame = decoder_.next();
    if (!frame) return lost(frame.error());
    if (!*frame) return;
    ++heard_;
    receive(**frame);
  }
}

void Link::receive(const protocol::Frame& frame) {
  using protocol::FrameKind;
  const auto size = static_cast<int>(frame.body.size());
  switch (frame.kind) {
    case FrameKind::kResponse:
      if (frame.error) return answer(frame.correlation, std::unexpected(failure_of(frame.body)));
      return answer(frame.correlation, std::string(frame.body));
    case FrameKind::kUpdate: {
      v1::Update update;
      if (!update.ParseFromArray(frame.body.data(), size)) {
        return lost({ErrorCode::kMalformed, "the server's update cannot be read"});
      }
      return events_.on_update(update);
    }
    case FrameKind::kGoingAway: {
      v1::GoingAway away;
      if (!away.ParseFromArray(frame.body.data(), size)) away.Clear();
      return go_away(away);
    }
    case FrameKind::kPong:
      if (pending_.empty()) watch_.stop();
      return;
    case FrameKind::kRequest:
    case FrameKind::kPing:
      return lost({ErrorCode::kMalformed, "the server sent a frame that only clients send"});
  }
}

void Link::answer(std::uint32_t correlation, Reply<std::string> reply) {
  const auto found = pending_.find(correlation);
  if (found == pending_.end()) return;
  const Done done = std::move(found->second);
  pending_.erase(found);
  if (!waiting_.empty()) {
    Pending next = std::move(waiting_.front());
    waiting_.pop_front();
    launch(std::move(next));
  }
  if (pending_.empty()) watch_.stop();
  done(std::move(reply));
}

void Link::go_away(const v1::GoingAway& away) {
  const ErrorRow* row = find_error(static_cast<std::uint32_t>(away.reason()));
  const Error why{row ? row->code : ErrorCode::kGoingAway, "the server closed the connection"};
  if (why.code == ErrorCode::kTokenInvalid) {
    stop();
    return events_.on_logged_out(why);
  }
  lost(why, away.retry_after_ms() + static_cast<std::uint32_t>(world_.random() * away.spread_ms()));
}

void Link::on_closed(const Error& why) { lost(why); }

void Link::lost(const Error& why, std::uint32_t after_ms) {
  if (state_ != ConnectionState::kConnecting && state_ != ConnectionState::kOnline) return;
  hang_up();
  const milliseconds delay = after_ms > 0 ? milliseconds(after_ms) : full_jitter(attempt_, world_);
  ++attempt_;
  retry_.start(delay, [this] { connect(); });
  enter(ConnectionState::kWaiting, why, static_cast<std::uint32_t>(delay.count()));
  // Requests fail only now, so that whoever repeats them sees the new state.
  fail_all({ErrorCode::kIndeterminate, "the connection broke: " + why.detail});
}

void Link::hang_up() {
  opening_.stop();
  heartbeat_.stop();
  watch_.stop();
  open_ = false;
  transport_.close();
}

void Link::fail_all(const Error& why) {
  const auto sent = std::exchange(pending_, {});
  const auto unsent = std::exchange(waiting_, {});
  for (const auto& [correlation, done] : sent) done(std::unexpected(cut(why, false)));
  for (const Pending& pending : unsent) pending.done(std::unexpected(cut(why, true)));
}

void Link::enter(ConnectionState state, std::optional<Error> why, std::uint32_t retry_in_ms) {
  if (state_ == state) return;
  state_ = state;
  events_.on_state({.state = state, .why = std::move(why), .retry_in_ms = retry_in_ms});
}

void Link::rest_heartbeat() {
  heartbeat_.stop();
  if (state_ != ConnectionState::kOnline) return;
  // After a third of the idle time without a word from us.
  heartbeat_.start(idle_timeout_ / 3, [this] { ping(); });
}

void Link::ping() {
  protocol::Frame frame;
  frame.kind = protocol::FrameKind::kPing;
  transport_.write(protocol::encode_native(frame));
  watch();
  rest_heartbeat();
}

void Link::watch() {
  if (paused_) return;
  watch_.start(kAnswerTimeout, [this, heard = heard_] {
    if (heard_ == heard) return lost({ErrorCode::kTimeout, "no answer within 10 s"});
    if (!pending_.empty()) watch();
  });
}

}  // namespace godwit::sdk
