// SPDX-License-Identifier: Apache-2.0
// The contract of the store: one suite that every adapter passes. An adapter's tests link it and instantiate each suite:
//   INSTANTIATE_TEST_SUITE_P(Sqlite, AppendContract, testing::ValuesIn(adapters()), adapter_name);
// Every test gets an empty store.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "async/run_task.h"
#include "base/clock.h"
#include "base/metrics.h"
#include "store/store.h"

namespace godwit::store::contract {

/// Wall time stands still until a test moves it; monotonic time runs, and jumps with it. Any thread.
class TestClock final : public Clock {
 public:
  UnixMillis unix_millis() const override { return kBegin + moved_; }
  Instant now() const override { return std::chrono::steady_clock::now() + std::chrono::milliseconds(moved_); }
  void advance(std::chrono::milliseconds by) { moved_ += by.count(); }

 private:
  static constexpr UnixMillis kBegin = 1'767'225'600'000;  // 2026-01-01
  std::atomic<std::int64_t> moved_ = 0;
};

/// An empty store, and whatever it lives in.
struct Opened {
  std::shared_ptr<void> place;
  std::unique_ptr<Store> store;
};

struct Adapter {
  std::string name;
  std::function<Opened(const Clock&, Metrics&)> open;
};
inline void PrintTo(const Adapter& adapter, std::ostream* out) { *out << adapter.name; }
inline std::string adapter_name(const testing::TestParamInfo<Adapter>& info) { return info.param.name; }

/// A lane and the daily words of the tests. Also for an adapter's own tests, with any store.
class World {
 public:
  World() { lane.start(); }
  ~World();

  /// Tasks that are started on a lane from one thread begin in that order.
  template <class T>
  static std::future<T> start(Lane& where, Task<T> task) {
    return start_task(where, std::move(task));
  }
  template <class T>
  T run(Task<T> task) {
    return run_task(lane, std::move(task));
  }

  LogStore& logs() { return store->logs(); }
  AccountStore& accounts() { return store->accounts(); }
  DeviceStore& devices() { return store->devices(); }
  ContactStore& contacts() { return store->contacts(); }
  MediaStore& media() { return store->media(); }
  PresenceStore& presence() { return store->presence(); }

  /// A client_id that was not used before; the same number gives the same.
  ClientId client_id();
  static ClientId client_id(std::uint64_t number);
  static RequestHash hash_of(const model::Body& body);
  static SecretHash secret(std::uint64_t number);

  NewAccount account(const std::string& handle);
  UserId make_user(const std::string& handle);
  DeviceId make_device(UserId user, std::size_t limit = 20);
  Result<ContactOutcome> change(UserId owner, UserId other, model::ContactAction action);
  /// Contacts of each other, with their conversation.
  LogId befriend(UserId one, UserId other);

  Append request(UserId author, LogId log, model::Body body);
  Result<Appended> append(UserId author, LogId log, model::Body body);
  /// A complete upload: a JPEG of that size whose bytes are those of `content`, which stands for them.
  std::string upload(UserId owner, std::uint8_t content, std::uint64_t size = 1'000);
  static ContentHash content_hash(std::uint8_t content);
  /// A text that must be taken.
  Seq say(UserId author, LogId log, const std::string& text);
  model::Entry entry(UserId reader, LogId log, Seq seq);
  model::Page read(UserId reader, ReadRange range);
  /// All of it, in pages.
  std::vector<model::Entry> read_all(UserId reader, LogId log);
  model::Head head(UserId reader, LogId log);
  model::Cursor cursor(UserId user, LogId log);
  std::vector<std::pair<LogId, model::Cursor>> advance(std::vector<CursorAdvance> advances);

  TestClock clock;
  Metrics metrics;
  Lane lane{"contract"};
  std::shared_ptr<void> place;
  std::unique_ptr<Store> store;

 private:
  std::int64_t next_id_ = 1'000;
  std::uint64_t next_client_id_ = 1;
  std::uint64_t next_media_ = 0;
};

/// "kNotFound" and so on are compared as codes: EXPECT_EQ(code(result), ErrorCode::kNotFound).
template <class T>
ErrorCode code(const Result<T>& result) {
  return result ? ErrorCode{0} : result.error().code;
}

class Contract : public testing::TestWithParam<Adapter>, public World {
 protected:
  void SetUp() override;
};

class AppendContract : public Contract {};
class AmendContract : public Contract {};
class MediaContract : public Contract {};
class ReactionContract : public Contract {};
class ReadContract : public Contract {};
class HeadsContract : public Contract {};
class CursorContract : public Contract {};
class ConversationContract : public Contract {};
class ContactContract : public Contract {};
class AccountContract : public Contract {};
class DeviceContract : public Contract {};
class PeopleContract : public Contract {};
class ReportContract : public Contract {};
class PresenceContract : public Contract {};
class AdminContract : public Contract {};
class MessageContract : public Contract {};
class ForwardContract : public Contract {};
class GroupContract : public Contract {};
class ModelContract : public Contract {};
class SearchContract : public Contract {};

}  // namespace godwit::store::contract

namespace godwit {
void PrintTo(ErrorCode code, std::ostream* out);
}  // namespace godwit
