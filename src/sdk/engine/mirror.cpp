// SPDX-License-Identifier: Apache-2.0
#include "engine/mirror.h"

#include "engine/views.h"
#include "from_wire.h"

namespace godwit::sdk {
namespace {

std::uint64_t number(const std::string& text) { return text.empty() ? 0 : std::stoull(text); }

bool is_conversation(const std::string& log) {
  const auto id = LogId::parse(log);
  return id && id->kind() == LogId::Kind::kDirect;
}

}  // namespace

Mirror::Mirror(Cache& cache, Hooks hooks) : cache_(cache), hooks_(std::move(hooks)) {
  v1::User self;
  if (const std::string bytes = cache_.find_value("self"); !bytes.empty() && self.ParseFromString(bytes)) {
    self_ = from_wire(self);
  }
  v1::Settings settings;
  if (settings.ParseFromString(cache_.find_value("settings"))) settings_ = from_wire(settings);
  for (const v1::Contact& row : cache_.contacts()) contacts_[UserId(row.user().id())] = from_wire(row);
  keeps_arrivals_ = !cache_.find_value("keep_arrivals").empty();
  acknowledged_ = number(cache_.find_value("acknowledged"));
  arrived_ = number(cache_.find_value("arrived"));
  told_ = acknowledged_;
}

void Mirror::set_self(const v1::User& self) {
  const User now = from_wire(self);
  if (self_ == now) return;
  self_ = now;
  cache_.set_value("self", self.SerializeAsString());
  add(SelfChanged{now, settings_});
}

std::vector<Update> Mirror::commit(Sync* sync) {
  for (const std::string& log : changed_) {
    const LogState* state = sync ? sync->find_state(log) : nullptr;
    if (!state) continue;
    // A log that is new to this device and whose beginning is not known yet: it is listed again at the next start.
    if (state->record().range || state->record().head.members_size() > 0 || !is_conversation(log)) {
      cache_.save_log(state->record());
    }
    if (is_conversation(log) && self_) {
      add(ConversationChanged{Views(cache_, self_->id).conversation(*state)});
    }
  }
  changed_.clear();
  cache_.commit();
  return std::exchange(updates_, {});
}

void Mirror::keep_arrivals() {
  if (!keeps_arrivals_) cache_.set_value("keep_arrivals", "1");
  keeps_arrivals_ = true;
  tells_arrivals_ = true;
}

void Mirror::tell_arrivals(std::size_t limit) {
  if (!tells_arrivals_ || told_ >= arrived_) return;
  for (const Cache::Arrival& one : cache_.arrivals(told_, limit)) {
    told_ = one.id;
    if (auto entry = from_wire(one.entry, one.epoch)) add(EntryApplied{std::move(*entry), one.id});
  }
}

void Mirror::acknowledge(std::uint64_t arrival, const std::string& note) {
  if (arrival > acknowledged_) {
    acknowledged_ = arrival;
    cache_.set_value("acknowledged", std::to_string(arrival));
    cache_.forget_arrivals(arrival);
  }
  cache_.set_value("note", note);
}

void Mirror::arrive(Epoch epoch, const v1::Entry& entry) {
  if (keeps_arrivals_) {
    arrived_ = cache_.add_arrival(epoch, entry);
    cache_.set_value("arrived", std::to_string(arrived_));
  } else if (auto value = from_wire(entry, epoch)) {
    add(EntryApplied{std::move(*value), 0});
  }
}

void Mirror::on_entries(const LogState& state, const std::vector<Held>& entries, Joined how) {
  const std::string& log = state.log();
  if (is_conversation(log)) {
    if (how == Joined::kReplaced) cache_.forget_entries(log);
    cache_.add_entries(log, entries);
  }
  if (how == Joined::kNew) {
    for (const Held& held : entries) arrive(state.head().epoch(), held.entry);
  } else if (const auto id = LogId::parse(log); id && !entries.empty()) {
    add(HistoryLoaded{*id, entries.front().entry.seq(), entries.back().entry.seq()});
  }
}

void Mirror::on_cursor(const std::string& log, const v1::Cursor& cursor) {
  if (const auto id = LogId::parse(log)) add(CursorMoved{*id, from_wire(cursor)});
}

void Mirror::on_contacts(const std::vector<v1::Contact>& rows, bool whole) {
  if (whole) {
    cache_.forget_contacts();
    contacts_.clear();
  }
  ContactListChanged change{.rows = {}, .whole = whole};
  for (const v1::Contact& row : rows) {
    Contact contact = from_wire(row);
    cache_.save_contact(row);
    contacts_[contact.user.id] = contact;
    change.rows.push_back(std::move(contact));
  }
  add(std::move(change));
}

void Mirror::on_self(const v1::User& self) { set_self(self); }

void Mirror::on_settings(const v1::Settings& settings) {
  const Settings now = from_wire(settings);
  if (settings_ == now) return;
  settings_ = now;
  cache_.set_value("settings", settings.SerializeAsString());
  if (self_) add(SelfChanged{*self_, now});
}

void Mirror::on_item(const OutboxItem& item) {
  cache_.save_item(item);
  if (self_) add(SendingChanged{Views(cache_, self_->id).message(item), false});
  hooks_.item(item);
}

void Mirror::on_item_gone(const OutboxItem& item) {
  cache_.forget_item(item.client_id);
  if (self_) add(SendingChanged{Views(cache_, self_->id).message(item), true});
  hooks_.item_gone(item);
}

void Mirror::on_epoch(Epoch epoch, bool first) {
  cache_.set_value("epoch", std::to_string(epoch));
  if (first) return;
  cache_.forget_logs();
  cache_.set_value("resume_token", "");
  changed_.clear();
  add(EpochChanged{epoch});
}

void Mirror::on_caught_up(bool yes) {
  add(CaughtUp{yes});
  hooks_.caught_up(yes);
}

}  // namespace godwit::sdk
