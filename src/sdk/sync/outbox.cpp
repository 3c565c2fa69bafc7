// SPDX-License-Identifier: Apache-2.0
#include "sync/outbox.h"

#include <algorithm>

#include "link/backoff.h"

namespace godwit::sdk {
namespace {

constexpr std::chrono::milliseconds kPause{100};

std::unique_ptr<google::protobuf::MessageLite> parse_request(v1::Method method, const std::string& bytes) {
  std::unique_ptr<google::protobuf::MessageLite> message;
  if (method == v1::METHOD_EDIT_MESSAGE) {
    message = std::make_unique<v1::EditMessageRequest>();
  } else if (method == v1::METHOD_RECALL_MESSAGE) {
    message = std::make_unique<v1::RecallMessageRequest>();
  } else if (method == v1::METHOD_SET_REACTION) {
    message = std::make_unique<v1::SetReactionRequest>();
  } else {
    message = std::make_unique<v1::SendMessageRequest>();
  }
  GODWIT_CHECK(message->ParseFromString(bytes));
  return message;
}

}  // namespace

Outbox::Outbox(Requests& requests, World& world, OutboxEvents& events)
    : requests_(requests), world_(world), events_(events) {}

Outbox::~Outbox() = default;

void Outbox::load(std::vector<OutboxItem> items) {
  for (OutboxItem& item : items) {
    if (!item.failure && !item.uploading()) line(item.log).uncertain.insert(item.client_id);
    items_.push_back(std::move(item));
  }
}

void Outbox::add(OutboxItem item) {
  const std::string log = item.log;
  items_.push_back(std::move(item));
  events_.on_item(items_.back());
  pump(log);
}

void Outbox::uploaded(const std::string& client_id, const std::string& media_id) {
  const At item = at(client_id);
  if (item == items_.end() || !item->uploading()) return;
  item->attachment->uploaded = true;
  set_media_id(*item, media_id);
  events_.on_item(*item);
  pump(item->log);
}

void Outbox::upload_begun(const std::string& client_id, const std::string& location) {
  const At item = at(client_id);
  if (item == items_.end() || !item->uploading()) return;
  item->attachment->location = location;
  events_.on_item(*item);
}

void Outbox::fail(const std::string& client_id, Error why) {
  const At item = at(client_id);
  if (item == items_.end() || item->failure || item->seq > 0) return;
  item->failure = std::move(why);
  events_.on_item(*item);
  clear(item->log, client_id);
}

bool Outbox::retry(const std::string& client_id, const std::string& fresh_id) {
  const At found = at(client_id);
  if (found == items_.end() || !found->failure) return false;
  OutboxItem item = *found;
  const ErrorCode code = item.failure->code;
  remove(found);
  if (code == ErrorCode::kTimeout || code == ErrorCode::kClientIdReused) rename_item(item, fresh_id);
  item.created_ms = world_.wall();
  item.failure.reset();
  add(std::move(item));
  return true;
}

bool Outbox::discard(const std::string& client_id) {
  const At item = at(client_id);
  if (item == items_.end()) return true;
  const Line& its = line(item->log);
  if (!item->failure && (its.in_flight == client_id || its.uncertain.contains(client_id) || item->seq > 0))
    return false;
  remove(item);
  return true;
}

void Outbox::connected() {
  online_ = true;
  std::set<std::string> logs;
  for (const OutboxItem& item : items_) logs.insert(item.log);
  for (const std::string& log : logs) pump(log);
}

void Outbox::disconnected() {
  online_ = false;
  for (const auto& [log, its] : lines_) {
    its->pause.stop();
    its->attempt = 0;
  }
}

bool Outbox::blocks(const std::string& log) const {
  const auto found = lines_.find(log);
  return found != lines_.end() && !found->second->uncertain.empty();
}

void Outbox::recognise(const v1::Entry& entry, Epoch epoch) {
  const At item = at(entry.client_id());
  if (item == items_.end() || item->log != entry.log()) return;
  v1::Appended appended;
  appended.set_epoch(epoch);
  appended.set_seq(entry.seq());
  appended.set_time_ms(entry.time_ms());
  appended.set_message_index(entry.message_index());
  settle(item, appended);
}

void Outbox::reached(const std::string& log, Seq position) {
  for (At item = items_.begin(); item != items_.end();) {
    const At one = item++;
    if (one->log == log && one->seq > 0 && one->seq <= position) remove(one);
  }
}

void Outbox::epoch_changed(Epoch epoch) {
  std::vector<std::string> gone;
  for (OutboxItem& item : items_) {
    if (item.failure) continue;
    item.seq = 0;
    if (item.epoch != 0 && names_entry(item)) {
      gone.push_back(item.client_id);
    } else {
      item.epoch = epoch;
      events_.on_item(item);
      if (!item.uploading()) line(item.log).uncertain.insert(item.client_id);
    }
  }
  for (const std::string& id : gone) fail(id, {ErrorCode::kWrongEpoch, "the server was restored from a backup"});
}

const OutboxItem* Outbox::find(const std::string& client_id) const {
  const auto found = std::ranges::find(items_, client_id, &OutboxItem::client_id);
  return found == items_.end() ? nullptr : &*found;
}

Outbox::At Outbox::at(const std::string& client_id) {
  return std::ranges::find(items_, client_id, &OutboxItem::client_id);
}

Outbox::Line& Outbox::line(const std::string& log) {
  auto& its = lines_[log];
  if (!its) its = std::make_unique<Line>(world_);
  return *its;
}

void Outbox::pump(const std::string& log) {
  Line& its = line(log);
  if (!online_ || its.pause.running() || !its.in_flight.empty()) return;
  std::vector<std::string> expired;
  const OutboxItem* next = nullptr;
  for (const OutboxItem& item : items_) {
    if (item.log != log || item.failure || item.seq > 0) continue;
    if (world_.wall() - item.created_ms > kGiveUpMs) {
      expired.push_back(item.client_id);
    } else if (!item.uploading()) {
      next = &item;
      break;
    }
  }
  for (const std::string& id : expired) fail(id, {ErrorCode::kTimeout, "not sent within 7 days: given up"});
  if (next) send(*next);
}

void Outbox::send(const OutboxItem& item) {
  line(item.log).in_flight = item.client_id;
  const auto message = parse_request(item.method, item.request);
  const auto done = [this, log = item.log, id = item.client_id](auto reply) {
    if (!reply) return answered(log, id, std::unexpected(reply.error()));
    answered(log, id, reply->appended());
  };
  // All four responses hold the same one message.
  requests_.ask<v1::SendMessageResponse>(item.method, *message, done);
}

void Outbox::answered(const std::string& log, const std::string& client_id, Reply<v1::Appended> reply) {
  Line& its = line(log);
  if (its.in_flight == client_id) its.in_flight.clear();
  const At item = at(client_id);
  if (item == items_.end()) return pump(log);
  if (!reply) return refused(item, reply.error());
  its.attempt = 0;
  settle(item, *reply);
  pump(log);
}

void Outbox::refused(At item, const Failure& failure) {
  const std::string log = item->log;
  if (item->seq > 0) return pump(log);
  if (failure.disconnected || failure.retry == Retry::kLogIn) {
    if (!failure.unsent) line(log).uncertain.insert(item->client_id);
  } else if (failure.retry == Retry::kGiveUp) {
    fail(item->client_id, failure.error);
    pump(log);
  } else {
    if (failure.error.code != ErrorCode::kIndeterminate) clear(log, item->client_id);
    pause(log, failure.error.retry_after_ms);
  }
}

void Outbox::pause(const std::string& log, std::uint32_t after_ms) {
  Line& its = line(log);
  if (its.pause.running()) return;
  const auto jitter = full_jitter(its.attempt++, world_);
  its.pause.start((after_ms > 0 ? std::chrono::milliseconds(after_ms) : kPause) + jitter, [this, log] { pump(log); });
}

void Outbox::settle(At item, const v1::Appended& appended) {
  const std::string log = item->log;
  const std::string id = item->client_id;
  if (item->seq == 0) {
    item->seq = appended.seq();
    item->failure.reset();
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the listeners may change what the item is in
    const OutboxItem copy = *item;
    events_.on_item(copy);
    events_.on_stored(copy, appended);
  }
  clear(log, id);
}

void Outbox::clear(const std::string& log, const std::string& client_id) {
  Line& its = line(log);
  if (its.uncertain.erase(client_id) > 0 && its.uncertain.empty()) events_.on_unblocked(log);
}

void Outbox::remove(At item) {
  const OutboxItem gone = std::move(*item);
  items_.erase(item);
  events_.on_item_gone(gone);
  clear(gone.log, gone.client_id);
}

}  // namespace godwit::sdk
