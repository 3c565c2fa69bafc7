// SPDX-License-Identifier: Apache-2.0
// What sync learns, into the cache and out as updates: both at the end of the turn, the second after the first.
// Under the client's lock. Cache errors are thrown.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cache/cache.h"
#include "godwit/update.h"
#include "sync/sync.h"

namespace godwit::sdk {

class Mirror final : public SyncSink {
 public:
  /// Told of what only the engine can act on.
  struct Hooks {
    std::function<void(const OutboxItem&)> item;
    std::function<void(const OutboxItem&)> item_gone;
    std::function<void(const OutboxItem&, const v1::Appended&)> stored;
    std::function<void(bool)> caught_up;
  };

  Mirror(Cache& cache, Hooks hooks);

  /// Of the account; whose it is decides how messages look.
  void set_self(const v1::User& self);
  void add(Update update) { updates_.push_back(std::move(update)); }
  /// Ends the turn: what changed of logs is written, everything is committed; answers what may be told now.
  std::vector<Update> commit(Sync* sync);

  const std::optional<User>& self() const { return self_; }
  const Settings& settings() const { return settings_; }
  const std::map<UserId, Contact>& contacts() const { return contacts_; }
  std::map<UserId, Presence>& presences() { return presences_; }

  void keep_arrivals();
  bool keeps_arrivals() const { return keeps_arrivals_; }
  /// Tells up to `limit` arrivals that were not told yet; nothing unless they are kept.
  void tell_arrivals(std::size_t limit);
  bool has_untold() const { return tells_arrivals_ && told_ < arrived_; }
  /// The turn could not be kept: nobody hears of it.
  void drop_turn() {
    updates_.clear();
    changed_.clear();
  }
  void acknowledge(std::uint64_t arrival, const std::string& note);
  std::uint64_t acknowledged() const { return acknowledged_; }

  void on_entries(const LogState& state, const std::vector<Held>& entries, Joined how) override;
  void on_log(const LogState& state) override { changed_.insert(state.log()); }
  void on_cursor(const std::string& log, const v1::Cursor& cursor) override;
  void on_contacts(const std::vector<v1::Contact>& rows, bool whole) override;
  void on_self(const v1::User& self) override;
  void on_settings(const v1::Settings& settings) override;
  void on_item(const OutboxItem& item) override;
  void on_item_gone(const OutboxItem& item) override;
  void on_stored(const OutboxItem& item, const v1::Appended& appended) override { hooks_.stored(item, appended); }
  void on_resume_token(const std::string& token) override { cache_.set_value("resume_token", token); }
  void on_epoch(Epoch epoch, bool first) override;
  void on_caught_up(bool yes) override;

 private:
  void arrive(Epoch epoch, const v1::Entry& entry);

  Cache& cache_;
  Hooks hooks_;
  std::optional<User> self_;
  Settings settings_;
  std::map<UserId, Contact> contacts_;
  std::map<UserId, Presence> presences_;
  std::set<std::string> changed_;
  std::vector<Update> updates_;
  bool keeps_arrivals_ = false;
  bool tells_arrivals_ = false;  ///< this process takes them
  std::uint64_t acknowledged_ = 0;
  std::uint64_t told_ = 0;     ///< the last arrival that became an update
  std::uint64_t arrived_ = 0;  ///< the last arrival there is
};

}  // namespace godwit::sdk
