// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include "from_wire.h"

namespace godwit::sdk {
namespace {

constexpr std::size_t kArrivalsATurn = 500;

Error closed() { return {ErrorCode::kGoingAway, "the client was closed"}; }

}  // namespace

Engine::Engine(Options options, Address address, std::shared_ptr<TlsSettings> tls, std::unique_ptr<Cache> cache)
    : options_(std::move(options)),
      address_(std::move(address)),
      tls_(std::move(tls)),
      cache_(std::move(cache)),
      mirror_(*cache_,
              {.item = [this](const OutboxItem& item) { item_changed(item); },
               .item_gone = [this](const OutboxItem& item) { item_gone(item); },
               .stored = [this](const OutboxItem& item, const v1::Appended& appended) { item_stored(item, appended); },
               .caught_up =
                   [this](bool yes) {
                     if (yes) settle_caught_up({});
                   }}),
      asker_(loop_, options_.request_timeout),
      transfers_(loop_, address_.http(), options_.ca_file) {
  loop_.start([this] { end_turn(); }, [this](const std::exception_ptr& error) { failed(error); });
}

Engine::~Engine() { stop(); }

void Engine::stop() {
  if (std::exchange(ended_, true)) return;
  {
    const std::lock_guard lock(loop_.mutex());
    shut(closed());
  }
  transfers_.stop();
  loop_.stop();
  updates_.close();
}

// Nothing starts again after it.
void Engine::shut(const Error& why) {
  if (!stopped_why_) stopped_why_ = why;
  if (link_) link_->stop();
  asker_.close(why);
  settle_caught_up(std::unexpected(why));
  for (auto& [id, question] : questions_) question.abandon();
  for (auto& [id, abandon] : open_transfers_) abandon();
  open_transfers_.clear();
  for (auto& [id, state] : std::exchange(sent_waiting_, {})) {
    settle_later<Appended>(loop_, state, std::unexpected(why));
  }
}

Engine::Question& Engine::question(std::function<void()> abandon, Once::Done done) {
  const std::uint64_t id = ++last_question_;
  Question& its = questions_[id];
  its.abandon = std::move(abandon);
  its.stream = std::make_unique<Stream>(loop_, address_, tls_);
  its.once = std::make_unique<Once>(
      loop_, *its.stream, options_.program,
      [this, id, done = std::move(done)](const Result<v1::HelloResponse>& hello, const std::string& body) {
        done(hello, body);
        loop_.post([this, id] { questions_.erase(id); });
      });
  return its;
}

Answer<ServerInfo> Engine::look() {
  const auto state = std::make_shared<AnswerState<ServerInfo>>();
  const std::lock_guard lock(loop_.mutex());
  const auto done = [this, state](const Result<v1::HelloResponse>& hello, const std::string&) {
    if (!hello) return settle_later<ServerInfo>(loop_, state, std::unexpected(hello.error()));
    const bool known =
        hello->registration() >= v1::REGISTRATION_MODE_OPEN && hello->registration() <= v1::REGISTRATION_MODE_CLOSED;
    settle_later<ServerInfo>(
        loop_, state,
        ServerInfo{.server = hello->server(),
                   .registration = known ? static_cast<Registration>(hello->registration()) : Registration::kClosed,
                   .time_ms = hello->time_ms()});
  };
  question([this, state] { settle_later<ServerInfo>(loop_, state, std::unexpected(closed())); }, done).once->look();
  loop_.post([] {});
  return Answer<ServerInfo>(state);
}

Answer<Account> Engine::enter(v1::Method method, const google::protobuf::MessageLite& request) {
  const auto state = std::make_shared<AnswerState<Account>>();
  const std::lock_guard lock(loop_.mutex());
  if (link_ || stopped_why_) {
    settle_later<Account>(loop_, state, fail(ErrorCode::kConflict, "this client is logged in already, or was stopped"));
    loop_.post([] {});
    return Answer<Account>(state);
  }
  const auto done = [this, state](const Result<v1::HelloResponse>& hello, const std::string& body) {
    if (!hello) return settle_later<Account>(loop_, state, std::unexpected(hello.error()));
    // RegisterResponse and LogInResponse are the same two fields.
    v1::LogInResponse response;
    if (!response.ParseFromString(body) || response.token().empty()) {
      return settle_later<Account>(loop_, state, fail(ErrorCode::kMalformed, "the server's answer cannot be read"));
    }
    entered(state, response.self(), response.token());
  };
  question([this, state] { settle_later<Account>(loop_, state, std::unexpected(closed())); }, done)
      .once->ask(method, request);
  loop_.post([] {});
  return Answer<Account>(state);
}

void Engine::entered(const std::shared_ptr<AnswerState<Account>>& state, const v1::User& self,
                     const std::string& token) {
  if (mirror_.self() && mirror_.self()->id != UserId(self.id())) {
    return settle_later<Account>(loop_, state, fail(ErrorCode::kConflict, "the cache holds another account's data"));
  }
  mirror_.set_self(self);
  start(token);
  settle_later<Account>(loop_, state, Account{.self = from_wire(self), .token = token});
}

void Engine::with_token(std::string token) {
  loop_.act([&] {
    if (!link_ && !stopped_why_) start(token);
  });
}

void Engine::start(const std::string& token) {
  token_ = token;
  stream_ = std::make_unique<Stream>(loop_, address_, tls_);
  LinkEvents& events = *this;
  link_ = std::make_unique<Link>(loop_, *stream_, events,
                                 LinkOptions{.program = options_.program, .token = token, .resume_token = [this] {
                                               return sync_ ? sync_->resume_token() : std::string();
                                             }});
  asker_.connect(link_.get());
  transfers_.start(token);
  if (mirror_.self()) make_sync();
  link_->start();
}

void Engine::make_sync() {
  sync_ = std::make_unique<Sync>(Sync::Options{.self = mirror_.self()->id.value, .complete = options_.complete}, *link_,
                                 loop_, mirror_, cache_->remembered());
  begin_uploads();
}

Answer<void> Engine::log_out() {
  auto answer = std::make_shared<AnswerState<void>>();
  ask<v1::LogOutResponse>(v1::METHOD_LOG_OUT, v1::LogOutRequest(), Asker::Repeat::kNever,
                          [](const v1::LogOutResponse&) { return true; })
      .then([this, answer](Result<bool> done) {
        // The server may cut the connection before its answer is through: the token is dead either way.
        const bool out = done || done.error().code == ErrorCode::kTokenInvalid;
        loop_.act([&] {
          if (out) shut({ErrorCode::kTokenInvalid, "logged out"});
        });
        answer->settle(out ? Result<void>() : std::unexpected(done.error()));
      });
  return Answer<void>(answer);
}

Answer<void> Engine::caught_up() {
  const auto state = std::make_shared<AnswerState<void>>();
  const std::lock_guard lock(loop_.mutex());
  if (stopped_why_) {
    settle_later<void>(loop_, state, std::unexpected(*stopped_why_));
  } else if (sync_ && sync_->caught_up()) {
    settle_later<void>(loop_, state, {});
  } else {
    caught_up_waiting_.push_back(state);
  }
  loop_.post([] {});
  return Answer<void>(state);
}

void Engine::settle_caught_up(const Status& result) {
  for (auto& state : std::exchange(caught_up_waiting_, {})) settle_later<void>(loop_, state, result);
}

Answer<bool> Engine::load_older(const std::string& log, std::uint32_t limit) {
  const auto state = std::make_shared<AnswerState<bool>>();
  loop_.act([&] {
    if (!sync_) return settle_later<bool>(loop_, state, fail(ErrorCode::kGoingAway, "there is no account yet"));
    sync_->older(log, limit, [this, state](const Result<bool>& more) { settle_later<bool>(loop_, state, more); });
  });
  return Answer<bool>(state);
}

std::optional<Update> Engine::next_update(std::chrono::milliseconds wait) {
  auto update = updates_.next(wait);
  if (hungry_ && updates_.is_low()) {
    hungry_ = false;
    loop_.post([] {});
  }
  return update;
}

void Engine::nudge() {
  if (link_) link_->nudge();
}

Result<std::int64_t> Engine::account() const {
  if (!sync_) return fail(ErrorCode::kGoingAway, "there is no account yet");
  return mirror_.self()->id.value;
}

void Engine::note_contact(const v1::Contact& row) {
  if (sync_) sync_->contact(row);
}

void Engine::on_state(const ConnectionChanged& change) {
  mirror_.add(change);
  if (change.state != ConnectionState::kOnline && sync_) sync_->disconnected();
  if (change.state == ConnectionState::kRefused && change.why) asker_.close(*change.why);
}

void Engine::on_hello(const v1::HelloResponse& hello) {
  if (mirror_.self() && mirror_.self()->id != UserId(hello.self().id())) {
    shut({ErrorCode::kConflict, "the cache holds another account's data"});
    return mirror_.add(ConnectionChanged{ConnectionState::kStopped, stopped_why_, 0});
  }
  if (!sync_) {
    mirror_.set_self(hello.self());
    make_sync();
  }
  sync_->hello(hello);
  asker_.online();
  link_->ask<v1::ListPresenceResponse>(v1::METHOD_LIST_PRESENCE, v1::ListPresenceRequest(),
                                       [this](const Reply<v1::ListPresenceResponse>& list) {
                                         if (!list) return;
                                         for (const v1::Presence& one : list->presences()) {
                                           const Presence presence = from_wire(one);
                                           mirror_.presences()[presence.user] = presence;
                                           mirror_.add(PresenceChanged{presence});
                                         }
                                       });
}

void Engine::on_update(const v1::Update& update) {
  if (update.has_presence()) {
    const Presence presence = from_wire(update.presence());
    mirror_.presences()[presence.user] = presence;
    mirror_.add(PresenceChanged{presence});
  } else if (update.has_activity()) {
    const v1::ActivityChanged& its = update.activity();
    const auto log = LogId::parse(its.log());
    if (log) mirror_.add(ActivityChanged{*log, UserId(its.user()), from_wire(its.activity()), its.expires_in_ms()});
  } else if (sync_) {
    sync_->update(update);
  }
}

void Engine::on_logged_out(const Error& why) {
  mirror_.add(LoggedOut{why});
  shut(why);
}

void Engine::end_turn() {
  if (!cache_) return;
  try {
    if (updates_.is_low()) mirror_.tell_arrivals(kArrivalsATurn);
    auto updates = mirror_.commit(sync_.get());
    if (!options_.updates) updates.clear();
    if (updates_.publish(std::move(updates)) && options_.on_update) loop_.defer([this] { options_.on_update(); });
  } catch (const CacheError& error) {
    broken(error);
  }
  if (paused_ ? updates_.is_low() : updates_.is_full()) {
    paused_ = !paused_;
    if (link_) link_->pause(paused_);
  }
  hungry_ = paused_ || mirror_.has_untold();
  // Only now: nobody hears of what is not on disk.
  if (stream_) stream_->flush();
  for (auto& [id, its] : questions_) its.stream->flush();
}

// What is in memory is ahead of the disk: stop rather than go on in an unknown state. The next start goes on from the disk.
void Engine::broken(const CacheError& error) {
  trouble_ = {(error.code & 0xFF) == SQLITE_FULL ? ErrorCode::kStorageFull : ErrorCode::kInternal,
              "the cache cannot be written: " + error.what};
  stopped_why_ = trouble_;
  try {
    cache_->roll_back();
  } catch (const CacheError&) {  // NOLINT(bugprone-empty-catch): SQLite rolled back by itself
  }
  mirror_.drop_turn();
  sync_.reset();
  shut(trouble_);
  mirror_.drop_turn();
  updates_.publish({ConnectionChanged{ConnectionState::kStopped, trouble_, 0}});
}

void Engine::failed(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const CacheError& one) {
    broken(one);
  }
}

}  // namespace godwit::sdk
