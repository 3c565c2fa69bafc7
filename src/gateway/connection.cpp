// SPDX-License-Identifier: Apache-2.0
// The loop of a connection: bytes → frames → the session admits → the route runs → the answer goes out.
#include "connection.h"

#include <algorithm>

#include "base/limits.h"
#include "base/log.h"

namespace godwit::gateway {
namespace {

using protocol::Frame;
using protocol::FrameKind;

}  // namespace

Connection::Connection(LaneContext& lane, std::string address, bool refused, Forget forget)
    : lane_(lane),
      address_(std::move(address)),
      refused_(refused),
      forget_(std::move(forget)),
      session_({lane.shared.options.unauthenticated_silence, lane.shared.options.unauthenticated_total,
                lane.shared.options.idle_timeout},
               address_, lane.shared.clock.now()),
      outbox_(limits::kOutboxBytes) {}

Connection::~Connection() = default;

void Connection::start(int descriptor) {
  socket_ = lane_.sockets->add(descriptor, *this);
  watch();
}

void Connection::on_bytes(std::string_view bytes) {
  session_.on_traffic(lane_.shared.clock.now());
  switch (phase_) {
    case Phase::kSniff:
      return sniff(bytes);
    case Phase::kHttp:
      http_->feed(bytes);
      if (waiting_for_body_) return hand_over_body(true);
      return serve_http();
    case Phase::kFrames:
      mark(lane_.shared.trace, "net.read");
      channel_->feed(bytes);
      return serve_frames();
    case Phase::kClosing:
      return;
  }
}

bool Connection::is_clogged() const { return outbox_.is_full(lane_.sockets->queued_memory(socket_)); }

void Connection::on_tls(std::string_view protocol) {
  secure_ = true;
  protocol_ = protocol;
}

void Connection::serve_frames() {
  if (serving_) return;
  serving_ = true;
  while (phase_ == Phase::kFrames && !draining_ && session_.may_admit() && !is_clogged()) {
    auto inbound = channel_->next();
    if (!inbound) {
      if (inbound.error().farewell) lane_.sockets->write(socket_, inbound.error().farewell);
      phase_ = Phase::kClosing;
      lane_.sockets->close_after_flush(socket_);
      break;
    }
    if (!*inbound) break;
    serve(**inbound);
  }
  serving_ = false;
  if (phase_ != Phase::kFrames) return;
  lane_.sockets->pause_reading(socket_, draining_ || !session_.may_admit() || is_clogged());
}

void Connection::serve(const Inbound& inbound) {
  if (inbound.echo) return lane_.sockets->write(socket_, inbound.echo);
  if (inbound.kind == FrameKind::kPing) return write({.kind = FrameKind::kPong});
  if (inbound.kind != FrameKind::kRequest) return;
  if (refused_) return close({ErrorCode::kTooManyConnections, "too many connections", 0});
  if (must_use_tls()) return close({ErrorCode::kForbidden, "this server speaks TLS", 0});
  if (inbound.refusal) return respond(inbound, std::unexpected(*inbound.refusal));

  mark(lane_.shared.trace, "protocol.decode");
  const Route* route = find_route(inbound.method);
  if (!route) return respond(inbound, fail(ErrorCode::kUnimplemented, "unknown method"));

  auto verdict = session_.admit(route->kind);
  if (const auto* refuse = std::get_if<session::Refuse>(&verdict)) {
    return respond(inbound, std::unexpected(refuse->error));
  }
  mark(lane_.shared.trace, "session.admit");
  std::string body(inbound.body);
  if (route->kind.is_hello) {
    return lane_.parts.nursery.spawn(greet(shared_from_this(), inbound, std::move(body)));
  }
  Caller& caller = std::get<session::Dispatch>(verdict).caller;
  lane_.parts.nursery.spawn(answer(shared_from_this(), route, std::move(caller), inbound, std::move(body)));
}

Task<void> Connection::answer([[maybe_unused]] std::shared_ptr<Connection> self, const Route* route, Caller caller,
                              Inbound inbound, std::string body) {
  const auto device = session_.caller() ? std::optional(session_.caller()->device) : std::nullopt;
  const auto result = co_await lane_.run(route, std::move(caller), device, std::move(body));
  mark(lane_.shared.trace, "gateway.answer");
  respond(inbound, result);
  session_.on_answered();
  if (result) session_.wait_until(lane_.shared.clock.now() + route->kind.patience);
  if (draining_) co_return drain();
  serve_frames();
}

void Connection::respond(const Inbound& to, const Result<std::string>& body) {
  Frame frame;
  frame.kind = FrameKind::kResponse;
  frame.correlation = to.correlation;
  std::string error;
  if (body) {
    frame.body = *body;
  } else {
    error = protocol::to_wire(body.error()).SerializeAsString();
    frame.error = true;
    frame.body = error;
  }
  write(frame, to.method);
}

void Connection::write(const Frame& frame, std::uint32_t method) {
  if (phase_ == Phase::kFrames) lane_.sockets->write(socket_, encode(encoding_, frame, method));
}

void Connection::push(EncodedUpdate& update, LogId log, Seq head) {
  if (phase_ != Phase::kFrames) return;
  if (!outbox_.may_push(lane_.sockets->queued_bytes(socket_), log, head)) return;
  lane_.sockets->write(socket_, update.as(encoding_));
}

void Connection::hint(EncodedUpdate& update) {
  if (phase_ != Phase::kFrames || outbox_.is_behind()) return;
  if (outbox_.is_full(lane_.sockets->queued_bytes(socket_))) return;
  lane_.sockets->write(socket_, update.as(encoding_));
}

void Connection::on_drained() {
  tell_behind();
  for (Resume<bool>& waiting : std::exchange(waiting_for_drain_, {})) std::move(waiting).settle(true);
  if (phase_ == Phase::kFrames) return serve_frames();
  if (phase_ != Phase::kHttp || http_busy_) return;
  serve_http();
  if (phase_ == Phase::kHttp) lane_.sockets->pause_reading(socket_, http_busy_ || is_clogged());
}

void Connection::tell_behind() {
  if (!outbox_.is_behind()) return;
  for (const auto& [log, head] : outbox_.take_skipped()) {
    v1::Update update;
    update.mutable_behind()->set_log(log.to_string());
    update.mutable_behind()->set_epoch(lane_.shared.epoch);
    update.mutable_behind()->set_head(head);
    const std::string body = update.SerializeAsString();
    write({.kind = FrameKind::kUpdate, .body = body});
  }
}

void Connection::drain() {
  draining_ = true;
  // What has come of an upload is kept; the rest is for after the restart.
  if (waiting_for_body_) hand_over_body(false);
  if (phase_ == Phase::kFrames && session_.in_flight() > 0) return;
  if (phase_ == Phase::kHttp && http_busy_) return;
  close({ErrorCode::kGoingAway, "the server is stopping", 0});
}

void Connection::close(const Error& error) {
  if (phase_ == Phase::kClosing) return;
  if (phase_ == Phase::kFrames) {
    const auto spread = static_cast<std::uint32_t>(lane_.shared.options.drain_spread.count());
    const bool final = describe(error.code).retry == Retry::kLogIn;
    v1::GoingAway farewell;
    farewell.set_reason(static_cast<v1::ErrorCode>(error.code));
    farewell.set_retry_after_ms(final ? 0 : 500);
    farewell.set_spread_ms(final ? 0 : spread);
    const std::string body = farewell.SerializeAsString();
    write({.kind = FrameKind::kGoingAway, .body = body});
    if (encoding_ != Encoding::kNative) {
      lane_.sockets->write(socket_,
                           std::make_shared<std::string>(protocol::encode_websocket_close(
                               protocol::WsRole::kServer, protocol::WsClose::kGoingAway, describe(error.code).name)));
    }
  }
  phase_ = Phase::kClosing;
  lane_.sockets->close_after_flush(socket_);
}

void Connection::abandon() {
  phase_ = Phase::kClosing;
  for (Resume<bool>& waiting : std::exchange(waiting_for_drain_, {})) std::move(waiting).settle(false);
  if (waiting_for_body_) hand_over_body(false);
}

void Connection::on_closed(net::Closed) {
  const auto self = shared_from_this();
  phase_ = Phase::kClosing;
  lane_.timers.cancel(timer_);
  if (session_.caller()) {
    lane_.registry.remove(*session_.caller(), *this);
    if (lane_.registry.find(session_.caller()->user).empty()) lane_.groups.drop(session_.caller()->user);
    lane_.sessions.add(-1);
    lane_.parts.services.presence.close(*session_.caller());
  }
  for (Resume<bool>& waiting : std::exchange(waiting_for_drain_, {})) std::move(waiting).settle(false);
  if (waiting_for_body_) hand_over_body(false);
  forget_(*this);
}

void Connection::watch() {
  // What happens until then can only move the end to later, but for a hello: then what counts is idle_timeout.
  const Duration left = session_.time_left(lane_.shared.clock.now());
  const auto soonest = std::min<Duration>(left, lane_.shared.options.idle_timeout);
  const auto after = std::max(std::chrono::ceil<std::chrono::seconds>(soonest), std::chrono::seconds(1));
  timer_ = lane_.timers.schedule(after, [this] {
    // A request in progress is the server's delay, not the client's silence, unless it waits for the client.
    const bool on_client = waiting_for_body_ || !waiting_for_drain_.empty();
    const bool waiting = session_.in_flight() > 0 || (http_busy_ && !on_client);
    if (!waiting && session_.is_expired(lane_.shared.clock.now())) {
      close({ErrorCode::kTimeout, "silent for too long", 0});
    }
    watch();
  });
}

}  // namespace godwit::gateway
