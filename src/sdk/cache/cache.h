// SPDX-License-Identifier: Apache-2.0
// What a device keeps between runs: one SQLite file (WAL, synchronous=FULL) held by one process. Writes of one turn are one transaction,
// so that a position and its entries, or a sending and its place in the outbox, are there together or not at all.
// One thread at a time. open() answers errors; everything else throws CacheError.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "cache/database.h"
#include "sync/log_state.h"
#include "sync/sync.h"

namespace godwit::sdk {

class Cache {
 public:
  /// `server` names whose data it is; empty path = in memory. kConflict: locked by another process, or of another server;
  /// kVersionUnsupported: a newer version wrote it; kInternal: it cannot be opened or is no cache.
  static Result<std::unique_ptr<Cache>> open(const std::filesystem::path& path, const std::string& server);

  /// Begins a transaction unless one is open. commit() ends it.
  void begin();
  void commit();
  void roll_back();

  Remembered remembered();
  std::string find_value(const std::string& key);
  void set_value(const std::string& key, std::string_view value);

  void save_log(const LogRecord& record);
  void add_entries(const std::string& log, const std::vector<Held>& entries);
  void forget_entries(const std::string& log);
  /// All records and entries.
  void forget_logs();

  std::optional<Held> find_entry(const std::string& log, Seq seq);
  /// Ascending, at most `limit`: the newest with seq < before, or (after > 0) the oldest with seq > after.
  std::vector<Held> entries(const std::string& log, Seq after, Seq before, std::size_t limit, bool messages_only);
  /// Entries that act on the message and are newer than `as_of`, ascending.
  std::vector<v1::Entry> amendments(const std::string& log, Seq target, Seq as_of);

  std::vector<v1::Contact> contacts();
  void save_contact(const v1::Contact& row);
  void forget_contacts();

  void save_item(const OutboxItem& item);
  void forget_item(const std::string& client_id);

  /// The entries that wait for acknowledge(): a queue on disk.
  struct Arrival {
    std::uint64_t id = 0;
    Epoch epoch = 0;
    v1::Entry entry;
  };
  std::uint64_t add_arrival(Epoch epoch, const v1::Entry& entry);
  std::vector<Arrival> arrivals(std::uint64_t after, std::size_t limit);
  void forget_arrivals(std::uint64_t up_to);

 private:
  explicit Cache(const std::string& path) : database_(path) {}
  Status prepare(const std::string& server);
  void erase_recalled(const std::string& log, const v1::Entry& recall);
  void put_entry(const std::string& log, const Held& held);
  std::vector<OutboxItem> outbox();

  Database database_;
};

}  // namespace godwit::sdk
