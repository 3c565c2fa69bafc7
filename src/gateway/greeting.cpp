// SPDX-License-Identifier: Apache-2.0
// Hello: who is it, which version, and what did the device miss. The session is registered for fan-out first, then for that of the
// person's groups, and the heads are read then, so that nothing committed in between can be missed.
#include "base/limits.h"
#include "connection.h"
#include "model/text.h"

namespace godwit::gateway {
namespace {

constexpr std::uint32_t kVersion = 1;

}  // namespace

Task<void> Connection::greet([[maybe_unused]] std::shared_ptr<Connection> self, Inbound inbound, std::string body) {
  v1::HelloRequest hello;
  std::optional<service::Authenticated> who;
  if (hello.ParseFromString(body)) {
    who = co_await welcome(inbound, &hello);
  } else {
    respond(inbound, fail(ErrorCode::kInvalid, "params: not a hello"));
  }
  session_.on_answered();
  session_.on_greeted(who ? std::optional(who->caller) : std::nullopt);
  if (draining_) co_return drain();
  serve_frames();
  if (!who) co_return;

  const auto token = session::decode_resume_token(hello.resume_token());
  service::ResumePoint since;
  if (token && token->shard == 0) since = {token->epoch, token->position};
  co_await send_heads(who->caller.user, since);
}

/// Answers the hello; the device it belongs to is registered when it comes back.
Task<std::optional<service::Authenticated>> Connection::welcome(Inbound inbound, const v1::HelloRequest* hello) {
  if (hello->min_version() > kVersion || hello->max_version() < kVersion) {
    respond(inbound, fail(ErrorCode::kVersionUnsupported, "this server speaks version 1"));
    co_return std::nullopt;
  }
  if (hello->client().size() > limits::kClientNameBytes ||
      !model::is_label(hello->client(), limits::kClientNameBytes)) {
    respond(inbound, fail(ErrorCode::kInvalid, "client: at most 64 bytes, no control characters"));
    co_return std::nullopt;
  }
  session_.name_client(hello->client());
  std::optional<service::Authenticated> who;
  if (!hello->token().empty()) {
    auto authenticated = co_await lane_.parts.services.accounts.authenticate(hello->token(), hello->client(), address_);
    if (authenticated && phase_ != Phase::kClosing && !lane_.registry.add(authenticated->caller, *this)) {
      authenticated = fail(ErrorCode::kTokenInvalid);
    }
    if (phase_ == Phase::kClosing) co_return std::nullopt;
    if (!authenticated) {
      respond(inbound, std::unexpected(authenticated.error()));
      co_return std::nullopt;
    }
    who = std::move(*authenticated);
    lane_.sessions.add(1);
    lane_.parts.services.presence.open(who->caller);
  }

  const Options& options = lane_.shared.options;
  v1::HelloResponse response;
  response.set_version(kVersion);
  response.set_server(options.server);
  response.set_time_ms(lane_.shared.clock.unix_millis());
  response.set_epoch(lane_.shared.epoch);
  response.set_registration(static_cast<v1::RegistrationMode>(lane_.parts.services.accounts.registration()));
  const auto idle = who ? options.idle_timeout : options.unauthenticated_silence;
  response.set_idle_timeout_ms(static_cast<std::uint32_t>(std::chrono::milliseconds(idle).count()));
  if (!who && !options.demo_people.empty()) {
    for (const model::User& person : options.demo_people)
      *response.mutable_demo()->add_people() = protocol::to_wire(person);
    response.mutable_demo()->set_password(options.demo_password);
  }
  if (who) {
    *response.mutable_self() = protocol::to_wire(who->user);
    response.set_device_id(who->caller.device.value);
    response.set_admin(who->admin);
    *response.mutable_settings() = protocol::to_wire(who->settings);
  }
  respond(inbound, response.SerializeAsString());
  co_return who;
}

Task<void> Connection::send_heads(UserId user, service::ResumePoint since) {
  const std::uint64_t expected = lane_.groups.expect(user);
  const auto memberships = co_await lane_.parts.services.groups.memberships(user);
  lane_.groups.put(user, expected, memberships ? &*memberships : nullptr);
  if (phase_ != Phase::kFrames) co_return;
  if (!memberships) co_return close(memberships.error());
  store::Position position = 0;
  store::Position below = 0;
  std::int64_t below_row = 0;
  for (bool first = true;; first = false) {
    if (outbox_.is_full(lane_.sockets->queued_bytes(socket_))) co_await drained();
    auto page = co_await lane_.parts.services.sync.heads(user, since, below, below_row);
    if (phase_ != Phase::kFrames) co_return;
    if (!page) {
      // Without its heads the device would believe that it is up to date.
      co_return close(page.error());
    }
    // Changes after the first page was read are pushed; the token must not claim to know of later ones.
    if (first) position = page->position;
    v1::Update update;
    for (const model::Head& head : page->heads) *update.mutable_heads()->add_heads() = protocol::to_wire(head);
    update.mutable_heads()->set_done(page->done);
    if (page->done) {
      update.mutable_heads()->set_resume_token(session::encode({0, lane_.shared.epoch, position}));
    }
    const std::string body = update.SerializeAsString();
    write({.kind = protocol::FrameKind::kUpdate, .body = body});
    if (page->done) co_return;
    below = page->below;
    below_row = page->below_row;
  }
}

Task<void> Connection::drained() {
  static_cast<void>(co_await suspend<bool>([this](Resume<bool> resume) {
    if (phase_ != Phase::kFrames && phase_ != Phase::kHttp) return std::move(resume).settle(false);
    waiting_for_drain_.push_back(std::move(resume));
  }));
}

}  // namespace godwit::gateway
