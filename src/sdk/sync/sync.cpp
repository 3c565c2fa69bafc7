// SPDX-License-Identifier: Apache-2.0
#include "sync/sync.h"

#include <limits>

#include "base/log_id.h"

namespace godwit::sdk {
namespace {

/// Beyond so many missing entries the newest page is enough, unless everything is wanted.
constexpr Seq kFar = 400;

bool is_conversation(const std::string& log) { return !log.starts_with("u."); }

}  // namespace

Sync::Sync(Options options, Requests& requests, World& world, SyncSink& sink, Remembered remembered)
    : options_(options),
      requests_(requests),
      sink_(sink),
      user_log_(LogId::user(UserId(options.self)).to_string()),
      own_log_(LogId::direct(UserId(options.self), UserId(options.self)).to_string()),
      epoch_(remembered.epoch),
      token_(std::move(remembered.resume_token)),
      outbox_(requests, world, *this),
      reader_(requests, world, *this),
      cursors_(
          requests, world, options.self, [this](const std::string& log) { return find_state(log); },
          [this](const std::string& log) { sink_.on_log(state(log)); }) {
  const Seq far = options_.complete ? std::numeric_limits<Seq>::max() : kFar;
  for (LogRecord& record : remembered.logs) {
    const std::string log = record.head.log();
    if (!record.range) cold_.insert(log);
    logs_.emplace(log, std::make_unique<LogState>(std::move(record), options_.self, far));
  }
  outbox_.load(std::move(remembered.outbox));
}

Sync::~Sync() = default;

void Sync::hello(const v1::HelloResponse& hello) {
  heads_done_ = false;
  caught_up_ = false;
  asked_.clear();
  if (new_epoch(hello.epoch())) return;
  if (hello.has_self()) sink_.on_self(hello.self());
  if (hello.has_settings()) sink_.on_settings(hello.settings());
  // Sends first, then reading: see Outbox.
  outbox_.connected();
  reader_.connected();
  state(user_log_);
  if (!logs_.contains(own_log_)) ask_head(own_log_);
  for (const auto& [log, its] : logs_) {
    if (its->missing().kind != Missing::Kind::kNothing) want(log);
  }
  cursors_.connected();
  for (const auto& [log, its] : logs_) {
    if (is_conversation(log)) cursors_.moved(log, 0);
  }
}

void Sync::disconnected() {
  outbox_.disconnected();
  reader_.disconnected();
  cursors_.disconnected();
  heads_done_ = false;
  if (std::exchange(caught_up_, false)) sink_.on_caught_up(false);
}

void Sync::update(const v1::Update& update) {
  switch (update.kind_case()) {
    case v1::Update::kEntry:
      return on_entry(update.entry());
    case v1::Update::kCursor: {
      const std::string& log = update.cursor().log();
      LogState* its = find_state(log);
      if (!its || !its->merge_cursor(update.cursor().cursor())) return;
      sink_.on_cursor(log, update.cursor().cursor());
      return sink_.on_log(*its);
    }
    case v1::Update::kHeads:
      return on_heads(update.heads());
    case v1::Update::kBehind:
      return on_behind(update.behind());
    default:
      return;
  }
}

bool Sync::read(const std::string& log, Seq seq, std::uint64_t message_index) {
  LogState* its = find_state(log);
  if (!its || seq > its->position()) return false;
  if (its->mark_read(seq, message_index)) {
    sink_.on_log(*its);
    cursors_.moved(log, 1);
  }
  return true;
}

void Sync::older(const std::string& log, std::uint32_t limit, std::function<void(Result<bool>)> done) {
  reader_.older(log, limit, std::move(done));
}

void Sync::contact(const v1::Contact& row) { sink_.on_contacts({row}, false); }

LogState* Sync::find_state(const std::string& log) {
  const auto found = logs_.find(log);
  return found == logs_.end() ? nullptr : found->second.get();
}

void Sync::on_stored(const OutboxItem& item, const v1::Appended& appended) {
  sink_.on_stored(item, appended);
  if (new_epoch(appended.epoch())) return;
  LogState* its = find_state(item.log);
  if (!its) return ask_head(item.log);
  // The entry itself comes as an update, complete as the server made it; if not, it is a gap like any other.
  its->note_seq(appended.seq());
  outbox_.reached(item.log, its->position());
  if (its->record().range && its->missing().kind != Missing::Kind::kNothing) reader_.want_soon(item.log);
}

void Sync::on_joined(const std::string& log, std::vector<Held> entries, Joined how) {
  LogState& its = state(log);
  cold_.erase(log);
  if (log == user_log_ && how == Joined::kNew) fold_user_log(entries);
  sink_.on_entries(its, entries, how);
  sink_.on_log(its);
  outbox_.reached(log, its.position());
  if (is_conversation(log) && !entries.empty() && how != Joined::kOlder) cursors_.moved(log, entries.size());
}

void Sync::on_position_lost(const std::string& log) {
  LogState& its = state(log);
  its.forget_range();
  cold_.insert(log);
  sink_.on_log(its);
  ask_head(log);
}

void Sync::list_contacts(std::function<void(const Failure*)> done) {
  list_page(0, std::make_shared<v1::ListContactsResponse>(), std::move(done));
}

void Sync::list_page(std::int64_t after, std::shared_ptr<v1::ListContactsResponse> so_far,
                     std::function<void(const Failure*)> done) {
  v1::ListContactsRequest request;
  request.set_after(after);
  requests_.ask<v1::ListContactsResponse>(
      v1::METHOD_LIST_CONTACTS, request,
      [this, after, so_far, done = std::move(done)](const Reply<v1::ListContactsResponse>& page) {
        if (!page) return done(&page.error());
        so_far->mutable_contacts()->MergeFrom(page->contacts());
        // Pages are read one after another: only what the first one is as of holds for all of them.
        if (after == 0) so_far->set_user_seq(page->user_seq());
        if (page->more() && !page->contacts().empty()) {
          return list_page(page->contacts().rbegin()->user().id(), so_far, done);
        }
        sink_.on_contacts({so_far->contacts().begin(), so_far->contacts().end()}, true);
        on_joined(user_log_, state(user_log_).start_at(so_far->user_seq()), Joined::kNew);
        done(nullptr);
      });
}

void Sync::on_entry(const v1::EntryAppended& appended) {
  if (new_epoch(appended.epoch())) return;
  const v1::Entry& entry = appended.entry();
  LogState* known = find_state(entry.log());
  LogState& its = state(entry.log());
  if (!known) ask_head(entry.log());
  if (!entry.client_id().empty() && entry.author() == options_.self) outbox_.recognise(entry, appended.epoch());
  auto applied = its.offer(entry, entry.seq());
  if (!applied.empty()) {
    on_joined(entry.log(), std::move(applied), Joined::kNew);
  } else if (its.record().range) {
    sink_.on_log(its);
  }
  if (its.record().range && its.missing().kind != Missing::Kind::kNothing) reader_.want_soon(entry.log());
}

void Sync::on_heads(const v1::Heads& heads) {
  // Logs of the first listing ever were there before this device; a log that appears later is all new to it.
  const bool old = token_.empty();
  for (const v1::Head& head : heads.heads()) {
    if (new_epoch(head.epoch())) return;
    on_head(head, old);
  }
  if (!heads.done()) return;
  heads_done_ = true;
  token_ = heads.resume_token();
  sink_.on_resume_token(token_);
  // The user log is asked for in any case: one cheap request against a missed contact change.
  ask_head(user_log_);
  settle();
}

void Sync::on_head(const v1::Head& head, bool old) {
  const std::string& log = head.log();
  LogState& its = state(log);
  its.merge_head(head);
  if (old && !its.record().range) cold_.insert(log);
  if (!its.record().range && !cold_.contains(log) && log != user_log_) {
    const Seq floor = std::max<Seq>(1, head.floor());
    on_joined(log, its.start_at(floor - 1), Joined::kNew);
  }
  sink_.on_log(its);
  if (its.missing().kind != Missing::Kind::kNothing) want(log);
  if (is_conversation(log)) cursors_.moved(log, 0);
}

void Sync::on_behind(const v1::Behind& behind) {
  if (new_epoch(behind.epoch())) return;
  // Cursors were left out too: the head carries them.
  ask_head(behind.log());
  if (LogState* its = find_state(behind.log())) {
    its->note_seq(behind.head());
    want(behind.log());
  }
}

void Sync::fold_user_log(const std::vector<Held>& entries) {
  std::vector<v1::Contact> rows;
  for (const Held& held : entries) {
    const v1::EntryBody& body = held.entry.body();
    if (body.has_contact_changed()) rows.push_back(body.contact_changed().contact());
    if (body.has_profile_changed()) sink_.on_self(body.profile_changed().user());
    if (body.has_settings_changed()) sink_.on_settings(body.settings_changed().settings());
  }
  if (!rows.empty()) sink_.on_contacts(rows, false);
}

void Sync::ask_head(const std::string& log) {
  if (!asked_.insert(log).second) return;
  v1::GetHeadRequest request;
  request.set_log(log);
  const bool old = token_.empty();
  requests_.ask<v1::GetHeadResponse>(v1::METHOD_GET_HEAD, request,
                                     [this, log, old](const Reply<v1::GetHeadResponse>& reply) {
                                       asked_.erase(log);
                                       if (!reply || !reply->has_head()) return;
                                       if (!new_epoch(reply->head().epoch())) on_head(reply->head(), old);
                                     });
}

// The past of a log that is new to a known device is news: where it begins, its head says.
void Sync::want(const std::string& log) {
  const LogState* its = find_state(log);
  if (!its) return;
  if (its->record().range || cold_.contains(log) || log == user_log_) return reader_.want(log);
  ask_head(log);
}

void Sync::settle() {
  const bool yes = heads_done_ && !reader_.busy();
  if (yes != std::exchange(caught_up_, yes)) sink_.on_caught_up(yes);
}

LogState& Sync::state(const std::string& log) {
  auto& its = logs_[log];
  if (!its) {
    LogRecord record;
    record.head.set_log(log);
    record.head.set_epoch(epoch_);
    record.head.set_floor(1);
    record.head.set_may_send(log == own_log_);
    const Seq far = options_.complete ? std::numeric_limits<Seq>::max() : kFar;
    its = std::make_unique<LogState>(std::move(record), options_.self, far);
  }
  return *its;
}

// Whether everything begins anew because the server's store is another one.
bool Sync::new_epoch(Epoch epoch) {
  if (epoch == epoch_) return false;
  const bool first = epoch_ == 0;
  epoch_ = epoch;
  for (const auto& [log, its] : logs_) its->set_epoch(epoch);
  if (!first) {
    logs_.clear();
    cold_.clear();
    token_.clear();
  }
  sink_.on_epoch(epoch, first);
  if (first) return false;
  outbox_.epoch_changed(epoch);
  disconnected();
  // A listing asked for with the old resume token may leave logs out.
  requests_.again();
  return true;
}

}  // namespace godwit::sdk
