// SPDX-License-Identifier: Apache-2.0
// Sends what the person did until the server has it (docs/protocol.md §5). Items of a log go out one after another: with several in
// flight, one that is refused for a moment (RATE_LIMITED, OVERLOADED) would be overtaken by the next. A repeat carries the same client_id,
// so that sending twice is harmless. What was in flight when the connection broke holds back the reading of that log (see `blocks`): else
// its entry would come back without client_id and be shown beside the unsent item. Sans-I/O.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "link/requests.h"
#include "link/world.h"
#include "sync/outbox_item.h"

namespace godwit::sdk {

class OutboxEvents {
 public:
  virtual ~OutboxEvents() = default;
  virtual void on_item(const OutboxItem& item) = 0;
  virtual void on_item_gone(const OutboxItem& item) = 0;
  virtual void on_stored(const OutboxItem& item, const v1::Appended& appended) = 0;
  /// The log may be read now.
  virtual void on_unblocked(const std::string& log) = 0;
};

class Outbox {
 public:
  Outbox(Requests& requests, World& world, OutboxEvents& events);
  ~Outbox();

  /// Found in the cache, in their order: they may have been sent by a process that is gone.
  void load(std::vector<OutboxItem> items);
  void add(OutboxItem item);
  /// The file is on the server: the item can go out.
  void uploaded(const std::string& client_id, const std::string& media_id);
  void upload_begun(const std::string& client_id, const std::string& location);
  void fail(const std::string& client_id, Error why);
  /// Puts a failed item at the end of its line again, under `fresh_id` when the server would not take the old one.
  bool retry(const std::string& client_id, const std::string& fresh_id);
  /// False while it is in flight.
  bool discard(const std::string& client_id);

  void connected();
  void disconnected();
  /// Resending is under way in this log: do not read it yet.
  bool blocks(const std::string& log) const;
  /// An own entry came as an update before (or instead of) the answer.
  void recognise(const v1::Entry& entry, Epoch epoch);
  /// The log is held up to `position`: stored items below it are part of it now.
  void reached(const std::string& log, Seq position);
  /// Seqs of the old epoch name nothing any more: what names one fails; the rest is sent again.
  void epoch_changed(Epoch epoch);

  const OutboxItem* find(const std::string& client_id) const;
  /// In the order they were given.
  const std::list<OutboxItem>& items() const { return items_; }

 private:
  using At = std::list<OutboxItem>::iterator;
  struct Line {
    explicit Line(World& world) : pause(world) {}
    std::string in_flight;            ///< client_id, empty = none
    std::set<std::string> uncertain;  ///< sent on an earlier connection, outcome unknown
    unsigned attempt = 0;
    Timer pause;
  };

  At at(const std::string& client_id);
  Line& line(const std::string& log);
  void pump(const std::string& log);
  void send(const OutboxItem& item);
  void answered(const std::string& log, const std::string& client_id, Reply<v1::Appended> reply);
  void refused(At item, const Failure& failure);
  void pause(const std::string& log, std::uint32_t after_ms);
  void settle(At item, const v1::Appended& appended);
  void clear(const std::string& log, const std::string& client_id);
  void remove(At item);

  Requests& requests_;
  World& world_;
  OutboxEvents& events_;
  std::list<OutboxItem> items_;
  std::map<std::string, std::unique_ptr<Line>> lines_;
  bool online_ = false;
};

}  // namespace godwit::sdk
