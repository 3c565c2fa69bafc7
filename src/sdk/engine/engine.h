// SPDX-License-Identifier: Apache-2.0
// The parts of a client put together: loop, cache, link, sync, transfers. What Client's methods do, they do here.
// Members with `locked` in their comment are called under the loop's lock only.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cache/cache.h"
#include "engine/asker.h"
#include "engine/mirror.h"
#include "engine/update_queue.h"
#include "engine/views.h"
#include "godwit/answer.h"
#include "godwit/options.h"
#include "link/link.h"
#include "link/once.h"
#include "loop/loop.h"
#include "media/transfers.h"
#include "sync/sync.h"
#include "transport/stream.h"

namespace godwit::sdk {

class Engine : private LinkEvents {
 public:
  Engine(Options options, Address address, std::shared_ptr<TlsSettings> tls, std::unique_ptr<Cache> cache);
  ~Engine() override;
  /// Ends the thread; idempotent. A class made of this one calls it in its destructor, while its own virtual functions are there.
  void stop();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Any thread, without the lock.
  Answer<ServerInfo> look();
  Answer<Account> enter(v1::Method method, const google::protobuf::MessageLite& request);
  void with_token(std::string token);
  Answer<void> log_out();
  Answer<void> caught_up();
  Answer<Appended> wait_sent(const std::string& client_id);
  Answer<bool> load_older(const std::string& log, std::uint32_t limit);
  Answer<File> upload(std::filesystem::path path);
  Answer<std::filesystem::path> download(std::string media_id, std::filesystem::path to);
  std::optional<Update> next_update(std::chrono::milliseconds wait);

  /// Runs under the lock, as a turn of its own; what the cache cannot do comes back as kInternal or kStorageFull.
  template <class Work>
  auto act(Work work) {
    using R = decltype(work());
    std::optional<R> result;
    loop_.act([&] {
      try {
        result.emplace(work());
      } catch (const CacheError& error) {
        broken(error);
      }
    });
    if constexpr (std::is_constructible_v<R, std::unexpected<Error>>) {
      return result ? std::move(*result) : R(std::unexpected(trouble_));
    } else {
      return result ? std::move(*result) : R();
    }
  }

  template <class Response, class Convert>
  auto ask(v1::Method method, const google::protobuf::MessageLite& request, Asker::Repeat repeat, Convert convert) {
    const std::lock_guard lock(loop_.mutex());
    auto answer = asker_.ask<Response>(method, request, repeat, std::move(convert));
    loop_.post([] {});
    return answer;
  }

  // The rest: locked.
  Loop& loop() { return loop_; }
  Mirror& mirror() { return mirror_; }
  Cache& cache() { return *cache_; }
  Sync* sync() { return sync_.get(); }
  UpdateQueue& updates() { return updates_; }
  ConnectionState state() const { return link_ ? link_->state() : ConnectionState::kStopped; }
  void nudge();
  /// kGoingAway when there is no account yet.
  Result<std::int64_t> account() const;
  /// Puts it into the outbox; its client_id is in the item.
  Result<ClientId> add_item(OutboxItem item);
  void note_contact(const v1::Contact& row);
  const SystemClock& clock() const { return clock_; }

 private:
  /// One that was asked on a connection of its own.
  struct Question {
    std::function<void()> abandon;  ///< settles its answer as closed
    std::unique_ptr<Stream> stream;
    std::unique_ptr<Once> once;
  };

  void on_state(const ConnectionChanged& change) override;
  void on_hello(const v1::HelloResponse& hello) override;
  void on_update(const v1::Update& update) override;
  void on_logged_out(const Error& why) override;

  void end_turn();
  void broken(const CacheError& error);
  void failed(const std::exception_ptr& error);
  void start(const std::string& token);
  Question& question(std::function<void()> abandon, Once::Done done);
  void entered(const std::shared_ptr<AnswerState<Account>>& state, const v1::User& self, const std::string& token);
  void make_sync();
  void shut(const Error& why);
  void begin_uploads();
  void begin_upload(const OutboxItem& item);
  void item_changed(const OutboxItem& item);
  void item_gone(const OutboxItem& item);
  void item_stored(const OutboxItem& item, const v1::Appended& appended);
  void settle_sent(const std::string& client_id, Result<Appended> result);
  void settle_caught_up(const Status& result);

  const Options options_;
  const Address address_;
  const std::shared_ptr<TlsSettings> tls_;
  SystemClock clock_;
  Loop loop_;
  UpdateQueue updates_;
  std::unique_ptr<Cache> cache_;
  Mirror mirror_;
  Asker asker_;
  Transfers transfers_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Link> link_;
  std::unique_ptr<Sync> sync_;
  std::map<std::uint64_t, Question> questions_;
  std::uint64_t last_question_ = 0;
  std::string token_;
  bool paused_ = false;
  std::atomic<bool> hungry_{false};  ///< a turn is due once updates were taken
  Error trouble_{ErrorCode::kInternal, "the cache cannot be used"};
  std::optional<Error> stopped_why_;  ///< the cache broke, or logged out: nothing starts again
  bool ended_ = false;                // of the thread that destroys
  std::vector<std::shared_ptr<AnswerState<void>>> caught_up_waiting_;
  std::multimap<std::string, std::shared_ptr<AnswerState<Appended>>> sent_waiting_;
  std::map<std::string, Result<Appended>> outcomes_;  ///< the last 4,096: who asks may come after
  std::deque<std::string> outcome_order_;
  std::map<std::uint64_t, std::function<void()>> open_transfers_;  ///< each settles its answer as closed
  std::set<std::string> uploading_;
};

}  // namespace godwit::sdk
