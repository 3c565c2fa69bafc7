// SPDX-License-Identifier: Apache-2.0
// Keeps this device the same as the server (docs/protocol.md §4): takes hello, heads and updates to the logs, and tells the sink what
// changed. Sans-I/O: requests go through Requests, time through World, results through SyncSink.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "link/requests.h"
#include "link/world.h"
#include "sync/cursor_report.h"
#include "sync/log_state.h"
#include "sync/outbox.h"
#include "sync/reader.h"

namespace godwit::sdk {

/// What goes out of sync. Calls of one turn belong together: whoever keeps them, keeps all or none.
class SyncSink {
 public:
  using Joined = ReaderHost::Joined;

  virtual ~SyncSink() = default;
  /// Entries that joined what is held of the log, in order. kNew: exactly once each.
  virtual void on_entries(const LogState& state, const std::vector<Held>& entries, Joined how) = 0;
  /// The head, the marks or the range have new values.
  virtual void on_log(const LogState& state) = 0;
  virtual void on_cursor(const std::string& log, const v1::Cursor& cursor) = 0;
  virtual void on_contacts(const std::vector<v1::Contact>& rows, bool whole) = 0;
  virtual void on_self(const v1::User& self) = 0;
  virtual void on_settings(const v1::Settings& settings) = 0;
  virtual void on_item(const OutboxItem& item) = 0;
  virtual void on_item_gone(const OutboxItem& item) = 0;
  virtual void on_stored(const OutboxItem& item, const v1::Appended& appended) = 0;
  virtual void on_resume_token(const std::string& token) = 0;
  /// Another store: all entries and records are void. `first`: there were none.
  virtual void on_epoch(Epoch epoch, bool first) = 0;
  /// Whether anything is known to be missing.
  virtual void on_caught_up(bool yes) = 0;
};

/// What the cache remembers from the last run.
struct Remembered {
  Epoch epoch = 0;
  std::string resume_token;
  std::vector<LogRecord> logs;
  std::vector<OutboxItem> outbox;
};

class Sync final : private OutboxEvents, private ReaderHost {
 public:
  struct Options {
    std::int64_t self = 0;
    bool complete = false;  ///< never leave a gap behind, however long
  };

  Sync(Options options, Requests& requests, World& world, SyncSink& sink, Remembered remembered);
  ~Sync() override;

  void hello(const v1::HelloResponse& hello);
  void disconnected();
  void update(const v1::Update& update);

  /// The entry was visible to the person; false when it is beyond what is held.
  bool read(const std::string& log, Seq seq, std::uint64_t message_index);
  void older(const std::string& log, std::uint32_t limit, std::function<void(Result<bool>)> done);
  /// A row that an answer brought, before its entry.
  void contact(const v1::Contact& row);

  Outbox& outbox() { return outbox_; }
  const std::map<std::string, std::unique_ptr<LogState>>& logs() const { return logs_; }
  LogState* find_state(const std::string& log) override;
  const std::string& resume_token() const { return token_; }
  Epoch epoch() const { return epoch_; }
  bool caught_up() const { return caught_up_; }

 private:
  void on_item(const OutboxItem& item) override { sink_.on_item(item); }
  void on_item_gone(const OutboxItem& item) override { sink_.on_item_gone(item); }
  void on_stored(const OutboxItem& item, const v1::Appended& appended) override;
  void on_unblocked(const std::string& log) override { want(log); }
  bool blocked(const std::string& log) override { return outbox_.blocks(log); }
  void on_joined(const std::string& log, std::vector<Held> entries, Joined how) override;
  void on_position_lost(const std::string& log) override;
  bool is_listed(const std::string& log) override { return log == user_log_; }
  void list_contacts(std::function<void(const Failure*)> done) override;
  void on_idle() override { settle(); }

  void on_entry(const v1::EntryAppended& appended);
  void on_heads(const v1::Heads& heads);
  void on_head(const v1::Head& head, bool old);
  void on_behind(const v1::Behind& behind);
  void fold_user_log(const std::vector<Held>& entries);
  void ask_head(const std::string& log);
  void want(const std::string& log);
  void list_page(std::int64_t after, std::shared_ptr<v1::ListContactsResponse> so_far,
                 std::function<void(const Failure*)> done);
  void settle();
  LogState& state(const std::string& log);
  bool new_epoch(Epoch epoch);

  Options options_;
  Requests& requests_;
  SyncSink& sink_;
  std::string user_log_;
  std::string own_log_;  ///< note to self
  Epoch epoch_;
  std::string token_;
  std::map<std::string, std::unique_ptr<LogState>> logs_;
  std::set<std::string> asked_;  ///< heads that were asked for
  std::set<std::string> cold_;   ///< nothing is held: begin at the newest page; other logs begin at their floor
  bool heads_done_ = false;
  bool caught_up_ = false;
  Outbox outbox_;
  Reader reader_;
  CursorReport cursors_;
};

}  // namespace godwit::sdk
