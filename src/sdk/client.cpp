// SPDX-License-Identifier: Apache-2.0
// The door's methods that open, connect and look.
#include <algorithm>

#include "client_impl.h"
#include "from_wire.h"

namespace godwit::sdk {

Result<std::unique_ptr<Client>> Client::open(Options options) {
  auto address = parse_address(options.server);
  if (!address) return std::unexpected(address.error());
  if (options.program.size() > 64) return fail(ErrorCode::kInvalid, "Options::program has at most 64 bytes");
  std::shared_ptr<TlsSettings> tls;
  if (address->tls) {
    auto settings = TlsSettings::create(options.ca_file);
    if (!settings) return std::unexpected(settings.error());
    tls = std::move(*settings);
  }
  protocol::silence_protobuf();
  auto cache = Cache::open(options.cache, address->http());
  if (!cache) return std::unexpected(cache.error());
  try {
    return std::unique_ptr<Client>(
        new Client(std::make_unique<Impl>(std::move(options), std::move(*address), std::move(tls), std::move(*cache))));
  } catch (const CacheError& error) {
    return fail(ErrorCode::kInternal, "the cache cannot be read: " + error.what);
  }
}

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

Answer<ServerInfo> Client::look() { return impl_->look(); }

Answer<Account> Client::register_account(NewAccount account) {
  v1::RegisterRequest request;
  request.set_handle(account.handle);
  request.set_password(account.password);
  request.set_name(account.name);
  request.set_invite(account.invite);
  request.set_device_name(account.device_name);
  return impl_->enter(v1::METHOD_REGISTER, request);
}

Answer<Account> Client::log_in(std::string handle, std::string password, std::string device_name) {
  v1::LogInRequest request;
  request.set_handle(handle);
  request.set_password(password);
  request.set_device_name(device_name);
  return impl_->enter(v1::METHOD_LOG_IN, request);
}

void Client::with_token(std::string token) { impl_->with_token(std::move(token)); }

Answer<void> Client::log_out() { return impl_->log_out(); }

ConnectionState Client::state() const {
  const std::lock_guard lock(impl_->loop().mutex());
  return impl_->state();
}

Answer<void> Client::caught_up() { return impl_->caught_up(); }

void Client::nudge() {
  impl_->act([&] {
    impl_->nudge();
    return true;
  });
}

std::optional<Update> Client::next_update(std::chrono::milliseconds wait) { return impl_->next_update(wait); }

int Client::update_descriptor() const { return impl_->updates().descriptor(); }

void Client::keep_arrivals() {
  impl_->act([&] {
    impl_->mirror().keep_arrivals();
    return true;
  });
}

Status Client::acknowledge(std::uint64_t arrival, std::string note) {
  return impl_->act([&]() -> Status {
    impl_->mirror().acknowledge(arrival, note);
    // In this turn, so that an error of the disk is the caller's to see.
    impl_->cache().commit();
    return {};
  });
}

std::uint64_t Client::acknowledged() const {
  const std::lock_guard lock(impl_->loop().mutex());
  return impl_->mirror().acknowledged();
}

std::string Client::acknowledged_note() const {
  return impl_->act([&] { return impl_->cache().find_value("note"); });
}

std::optional<User> Client::self() const {
  const std::lock_guard lock(impl_->loop().mutex());
  return impl_->mirror().self();
}

Settings Client::settings() const {
  const std::lock_guard lock(impl_->loop().mutex());
  return impl_->mirror().settings();
}

std::vector<Contact> Client::contacts() const {
  std::vector<Contact> all;
  {
    const std::lock_guard lock(impl_->loop().mutex());
    for (const auto& [id, row] : impl_->mirror().contacts()) {
      if (row.state != ContactState::kNone || row.blocked) all.push_back(row);
    }
  }
  const auto name = [](const Contact& row) {
    return std::pair(row.alias.empty() ? row.user.name : row.alias, row.user.id);
  };
  std::ranges::sort(all, {}, name);
  return all;
}

std::optional<Contact> Client::find_contact(UserId user) const {
  const std::lock_guard lock(impl_->loop().mutex());
  const auto& rows = impl_->mirror().contacts();
  const auto found = rows.find(user);
  return found == rows.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Conversation> Client::conversations() const {
  auto all = impl_->act([&] {
    std::vector<Conversation> rows;
    if (!impl_->sync()) return rows;
    const Views views(impl_->cache(), impl_->mirror().self()->id);
    for (const auto& [log, state] : impl_->sync()->logs()) {
      const auto id = LogId::parse(log);
      if (id && id->kind() == LogId::Kind::kDirect) rows.push_back(views.conversation(*state));
    }
    return rows;
  });
  const auto latest = [](const Conversation& row) {
    return std::pair(row.last_message ? -row.last_message->time_ms : 0, row.log);
  };
  std::ranges::sort(all, {}, latest);
  return all;
}

std::optional<Conversation> Client::find_conversation(LogId log) const {
  return impl_->act([&]() -> std::optional<Conversation> {
    const LogState* state = impl_->sync() ? impl_->sync()->find_state(log.to_string()) : nullptr;
    if (!state || log.kind() != LogId::Kind::kDirect) return std::nullopt;
    return Views(impl_->cache(), impl_->mirror().self()->id).conversation(*state);
  });
}

Result<std::vector<Message>> Client::messages(LogId log, MessageRange range) const {
  return impl_->act([&]() -> Result<std::vector<Message>> {
    const std::string name = log.to_string();
    if (!impl_->sync()) return fail(ErrorCode::kGoingAway, "there is no account yet");
    const Views views(impl_->cache(), impl_->mirror().self()->id);
    std::vector<Message> all;
    if (const LogState* state = impl_->sync()->find_state(name)) all = views.messages(*state, range);
    if (range.before != 0 || range.after != 0) return all;
    for (const OutboxItem& item : impl_->sync()->outbox().items()) {
      if (item.log == name && item.method == v1::METHOD_SEND_MESSAGE) all.push_back(views.message(item));
    }
    return all;
  });
}

std::optional<Message> Client::find_message(LogId log, Seq seq) const {
  return impl_->act([&]() -> std::optional<Message> {
    const LogState* state = impl_->sync() ? impl_->sync()->find_state(log.to_string()) : nullptr;
    const auto held = state ? impl_->cache().find_entry(log.to_string(), seq) : std::nullopt;
    if (!held) return std::nullopt;
    return Views(impl_->cache(), impl_->mirror().self()->id).message(*held, *state);
  });
}

Result<std::vector<Entry>> Client::entries(LogId log, Seq first, Seq last) const {
  return impl_->act([&]() -> Result<std::vector<Entry>> {
    std::vector<Entry> all;
    if (first == 0 || last < first) return fail(ErrorCode::kInvalid, "first is 1 or more, and last not below it");
    const Epoch epoch = impl_->sync() ? impl_->sync()->epoch() : 0;
    for (const Held& held : impl_->cache().entries(log.to_string(), first - 1, last + 1, last - first + 1, false)) {
      if (auto entry = from_wire(held.entry, epoch)) all.push_back(std::move(*entry));
    }
    return all;
  });
}

std::vector<Presence> Client::presences() const {
  const std::lock_guard lock(impl_->loop().mutex());
  std::vector<Presence> all;
  for (const auto& [user, presence] : impl_->mirror().presences()) all.push_back(presence);
  return all;
}

std::vector<Message> Client::outbox() const {
  const std::lock_guard lock(impl_->loop().mutex());
  std::vector<Message> all;
  if (!impl_->sync()) return all;
  const Views views(impl_->cache(), impl_->mirror().self()->id);
  for (const OutboxItem& item : impl_->sync()->outbox().items()) all.push_back(views.message(item));
  return all;
}

Answer<bool> Client::load_older(LogId log, std::size_t limit) {
  return impl_->load_older(log.to_string(), static_cast<std::uint32_t>(std::clamp<std::size_t>(limit, 1, 200)));
}

Status Client::mark_read(LogId log, Seq seq) {
  return impl_->act([&]() -> Status {
    const std::string name = log.to_string();
    if (!impl_->sync()) return fail(ErrorCode::kGoingAway, "there is no account yet");
    const auto held = impl_->cache().find_entry(name, seq);
    if (!held || !impl_->sync()->read(name, seq, held->entry.message_index())) {
      return fail(ErrorCode::kNotFound, "this entry is not held");
    }
    return {};
  });
}

}  // namespace godwit::sdk
