// SPDX-License-Identifier: Apache-2.0
// The terminal client without its terminal: keys and news in, a picture out. From 72 columns on the list of conversations stands beside the
// open one, below that they take turns. Sans-I/O, one thread; the backend outlives it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "godwit/client.h"
#include "terminal/editor.h"
#include "terminal/keys.h"
#include "terminal/screen.h"

namespace godwit::terminal {

/// What the chat needs of an account: sdk::Client behind it in the program, a scripted one in tests.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::optional<sdk::User> self() = 0;
  virtual std::vector<sdk::Conversation> conversations() = 0;
  virtual std::vector<sdk::Contact> contacts() = 0;
  virtual std::vector<sdk::Presence> presences() = 0;
  virtual Result<std::vector<sdk::Message>> messages(LogId log, sdk::MessageRange range) = 0;
  virtual void load_older(LogId log) = 0;
  virtual Status mark_read(LogId log, Seq seq) = 0;
  virtual void set_activity(LogId log, sdk::Activity activity) = 0;
  virtual Status send_text(LogId log, std::string text, Seq reply_to) = 0;
  virtual Status send_file(LogId log, std::string path) = 0;
  virtual Status edit(LogId log, Seq target, std::string text) = 0;
  virtual Status recall(LogId log, Seq target) = 0;
  virtual Status react(LogId log, Seq target, std::string emoji) = 0;
  virtual Status retry(LogId log) = 0;
  /// The outcome comes as Chat::say.
  virtual void request_contact(std::string handle, std::string text) = 0;
  virtual void answer_contact(UserId user, bool accept) = 0;
};

class Chat {
 public:
  explicit Chat(Backend& backend) : backend_(backend) {}

  void on_update(const sdk::Update& update, UnixMillis now);
  void on_key(const Key& key, UnixMillis now);
  /// A line for the person, above the composer, for some seconds.
  void say(std::string sentence, UnixMillis now);
  /// The person wants to leave.
  bool is_over() const { return over_; }
  /// Whether something can have changed since the last draw(), time included.
  bool is_stale(UnixMillis now) const { return stale_ || now - drawn_ms_ >= 1'000; }

  Picture draw(int width, int height, UnixMillis now);

 private:
  struct Item {
    std::optional<sdk::Conversation> conversation;
    sdk::Contact request;  ///< without a conversation: somebody asks
  };
  enum class Place : std::uint8_t { kList, kConversation };

  void refresh();
  void open(std::size_t item);
  void move(int by);
  void enter(UnixMillis now);
  void command(const std::string& line, UnixMillis now);
  void act(const std::string& verb, const std::string& rest, UnixMillis now);
  void report(const Status& status, const std::string& done, UnixMillis now);
  void leave_draft();
  const sdk::Message* latest(bool own) const;
  const Item* current() const;

  std::vector<std::string> list_rows(int width, int height) const;
  std::vector<std::string> conversation_rows(int width, int height);
  std::vector<std::string> message_rows(int width) const;
  std::vector<std::string> rows_of(const sdk::Message& message, const sdk::Message* before, int width) const;
  std::string header(int width, UnixMillis now) const;
  std::string status_line(int width, UnixMillis now) const;
  std::string name_of(UserId user) const;
  bool is_online(UserId user) const;

  Backend& backend_;
  Place place_ = Place::kList;
  // As of the last draw().
  std::optional<sdk::User> self_;
  std::vector<sdk::Contact> contacts_;
  std::vector<sdk::Presence> presences_;
  std::vector<Item> items_;
  std::size_t selected_ = 0;
  std::optional<LogId> open_log_;
  std::vector<sdk::Message> messages_;
  std::size_t held_ = 200;    ///< how many messages are asked of the cache
  std::size_t scrolled_ = 0;  ///< rows from the bottom
  bool at_top_ = false;
  std::map<LogId, std::string> drafts_;
  std::map<LogId, std::pair<sdk::Activity, UnixMillis>> activities_;
  Editor editor_;
  sdk::ConnectionChanged connection_;
  bool caught_up_ = false;
  std::string said_;
  UnixMillis said_until_ = 0;
  UnixMillis typing_told_ = 0;
  UnixMillis drawn_ms_ = 0;
  bool logged_out_ = false;
  bool stale_ = true;
  bool over_ = false;
};

}  // namespace godwit::terminal
