// SPDX-License-Identifier: Apache-2.0
// What every adapter of the store must do, sentence by sentence of the doors in store/*.h. An adapter's test links the suite and says
//   INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, testing::Values(StoreFactory{"in_memory", open_in_memory}), name_of_store);
// The fixture drives the store from lanes as the server does; tests themselves run on the main thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "async/run_task.h"
#include "base/metrics.h"
#include "store/store.h"

namespace godwit::store::contract {

/// Stands still until a test moves it; may be read by the store's threads meanwhile.
class SteppedClock final : public Clock {
 public:
  UnixMillis unix_millis() const override { return 1'767'225'600'000 + offset_ms_.load(); }
  Instant now() const override { return Instant(std::chrono::hours(1) + std::chrono::milliseconds(offset_ms_.load())); }
  void move(std::chrono::milliseconds by) { offset_ms_ += by.count(); }

 private:
  std::atomic<std::int64_t> offset_ms_ = 0;
};

struct StoreFactory {
  std::string name;
  /// A new empty store. It lives no longer than the clock and the metrics.
  std::function<std::unique_ptr<Store>(const Clock& clock, Metrics& metrics)> open;
};
inline void PrintTo(const StoreFactory& factory, std::ostream* out) { *out << factory.name; }
inline std::string name_of_store(const testing::TestParamInfo<StoreFactory>& info) { return info.param.name; }

/// The value, or a failure of the test that says which error came instead.
template <class T>
T must(Result<T> result) {
  if (!result) {
    throw std::runtime_error(std::string(describe(result.error().code).name) + ": " + result.error().detail);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// Why it was refused; "" when it was not.
template <class T>
std::string refusal(const Result<T>& result) {
  return result ? std::string() : std::string(describe(result.error().code).name);
}

RequestHash hash_of(const model::Body& body);
SecretHash secret(std::uint64_t number);

/// A store with people, used from three lanes.
class StoreUser {
 public:
  explicit StoreUser(const StoreFactory& factory);
  ~StoreUser();

  template <class T>
  T run(Task<T> task) {
    return run_task(*lanes_[0], std::move(task));
  }
  /// Starts the task on one of three lanes; calls for one lane begin in order.
  template <class T>
  std::future<T> start(std::size_t lane, Task<T> task) {
    return start_task(*lanes_[lane], std::move(task));
  }

  UserId add_user(const std::string& handle);
  /// Request and acceptance; the direct conversation begins with its first entry.
  LogId befriend(UserId one, UserId other);
  ContactOutcome change(UserId owner, UserId other, model::ContactAction action);
  std::vector<model::Contact> contacts(UserId owner);

  Append make_append(UserId author, LogId log, model::Body body);
  Result<Appended> try_append(Append append) { return run(store->logs().append(std::move(append))); }
  Appended append(UserId author, LogId log, model::Body body) {
    return must(try_append(make_append(author, log, std::move(body))));
  }
  Appended say(UserId author, LogId log, const std::string& text) { return append(author, log, model::Text{text}); }

  Result<model::Page> try_read(UserId reader, ReadRange range) { return run(store->logs().read(reader, range)); }
  /// The whole log.
  std::vector<model::Entry> read_all(UserId reader, LogId log);
  model::Head head(UserId reader, LogId log) { return must(run(store->logs().head(reader, log))); }
  model::Cursor cursor(UserId user, LogId log);
  /// All pages.
  std::vector<model::Head> heads(UserId user, Position since = 0, std::size_t limit = 3);
  Position position(UserId user);
  std::vector<std::pair<LogId, model::Cursor>> advance(UserId user, LogId log, Seq delivered, Seq read);

  SteppedClock clock;
  Metrics metrics;

 private:
  std::vector<std::unique_ptr<Lane>> lanes_;

 public:
  std::unique_ptr<Store> store;

 private:
  std::int64_t next_user_ = 100;
  std::uint64_t next_client_id_ = 1;
};

class StoreContract : public testing::TestWithParam<StoreFactory> {
 protected:
  StoreUser user_{GetParam()};
};

}  // namespace godwit::store::contract
