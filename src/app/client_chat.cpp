// SPDX-License-Identifier: Apache-2.0
// `godwit chat`: the terminal around terminal::Chat.
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <list>

#include "base/clock.h"
#include "client_session.h"
#include "client_verbs.h"
#include "terminal/chat.h"

namespace godwit::app {
namespace {

using namespace std::chrono_literals;

constexpr int kTickMs = 250;
/// After an escape byte: when nothing follows for so long, it was the key.
constexpr int kEscapeMs = 50;

/// Raw mode and the other screen, for as long as it lives.
class RawTerminal {
 public:
  RawTerminal() : good_(::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!good_) return;
    termios raw = before_;
    ::cfmakeraw(&raw);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
    write(terminal::Screen::enter());
  }
  ~RawTerminal() {
    if (!good_) return;
    write(terminal::Screen::leave());
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  explicit operator bool() const { return good_; }

  static void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t took = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
      if (took < 0 && errno != EINTR && errno != EAGAIN) return;
      if (took > 0) bytes.remove_prefix(static_cast<std::size_t>(took));
    }
  }

  static winsize size() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) size = {.ws_row = 24, .ws_col = 80};
    return size;
  }

 private:
  termios before_{};
  bool good_;
};

Status status_of(const auto& result) { return result ? Status() : std::unexpected(result.error()); }

/// The chat's questions to the client library. What the server has to answer is looked after by settle().
class ClientBackend final : public terminal::Backend {
 public:
  explicit ClientBackend(sdk::Client& client) : client_(client) {}

  std::optional<sdk::User> self() override { return client_.self(); }
  std::vector<sdk::Conversation> conversations() override { return client_.conversations(); }
  std::vector<sdk::Contact> contacts() override { return client_.contacts(); }
  std::vector<sdk::Presence> presences() override { return client_.presences(); }
  Result<std::vector<sdk::Message>> messages(LogId log, sdk::MessageRange range) override {
    return client_.messages(log, range);
  }
  void load_older(LogId log) override {
    if (!older_) older_.emplace(client_.load_older(log));
  }
  Status mark_read(LogId log, Seq seq) override { return client_.mark_read(log, seq); }
  void set_activity(LogId log, sdk::Activity activity) override {
    client_.set_activity(log, activity).then([](const Result<void>&) {});
  }
  Status send_text(LogId log, std::string text, Seq reply_to) override {
    return status_of(client_.send_text(log, std::move(text), reply_to));
  }
  Status send_file(LogId log, std::string path) override {
    return status_of(client_.send_file(log, {.path = std::move(path), .name = {}, .caption = {}, .waveform = {}}));
  }
  Status edit(LogId log, Seq target, std::string text) override {
    return status_of(client_.edit(log, target, std::move(text)));
  }
  Status recall(LogId log, Seq target) override { return status_of(client_.recall(log, target)); }
  Status react(LogId log, Seq target, std::string emoji) override {
    return status_of(client_.react(log, target, std::move(emoji)));
  }
  Status retry(LogId log) override {
    for (const sdk::Message& message : client_.outbox()) {
      if (message.log != log || message.state != sdk::MessageState::kFailed || !message.client_id) continue;
      if (auto ok = client_.retry(*message.client_id); !ok) return ok;
    }
    return {};
  }
  void request_contact(std::string handle, std::string text) override {
    const std::string name = handle;
    asked_.push_back({"@" + name, client_.find_user(std::move(handle)), std::move(text)});
  }
  void answer_contact(UserId user, bool accept) override {
    answers_.push_back({accept ? "Accepted" : "Declined", client_.answer_contact(user, accept)});
  }

  /// Goes on with what was answered; sentences for the person come out.
  std::vector<std::string> settle() {
    std::vector<std::string> said;
    if (older_ && older_->ready()) {
      static_cast<void>(older_->get());
      older_.reset();
    }
    for (auto it = asked_.begin(); it != asked_.end();) {
      if (!it->found.ready()) {
        ++it;
        continue;
      }
      const auto found = it->found.get();
      if (found) {
        answers_.push_back({"Asked " + it->handle, client_.request_contact(found->user.id, it->text)});
      } else {
        said.push_back(it->handle + ": " + reason(found.error()));
      }
      it = asked_.erase(it);
    }
    for (auto it = answers_.begin(); it != answers_.end();) {
      if (!it->answer.ready()) {
        ++it;
        continue;
      }
      const auto answer = it->answer.get();
      said.push_back(answer ? it->done : reason(answer.error()));
      it = answers_.erase(it);
    }
    return said;
  }

 private:
  static std::string reason(const Error& error) {
    if (error.code == ErrorCode::kNotFound) return "nobody has this handle";
    return error.detail.empty() ? std::string(describe(error.code).name) : error.detail;
  }

  struct Asked {
    std::string handle;
    sdk::Answer<sdk::Contact> found;
    std::string text;
  };
  struct Awaited {
    std::string done;
    sdk::Answer<sdk::Contact> answer;
  };

  sdk::Client& client_;
  std::list<Asked> asked_;
  std::list<Awaited> answers_;
  std::optional<sdk::Answer<bool>> older_;
};

void run(sdk::Client& client, StopSignals& signals) {
  const SystemClock clock;
  ClientBackend backend(client);
  terminal::Chat chat(backend);
  terminal::Screen screen;
  terminal::KeyReader keys;
  winsize shown{};
  while (!chat.is_over() && !signals.came()) {
    const UnixMillis now = clock.unix_millis();
    while (const auto update = client.next_update(0ms)) chat.on_update(*update, now);
    for (const std::string& sentence : backend.settle()) chat.say(sentence, now);
    const winsize size = RawTerminal::size();
    const bool resized = size.ws_col != shown.ws_col || size.ws_row != shown.ws_row;
    if (resized) screen.forget();
    shown = size;
    if (resized || chat.is_stale(now)) RawTerminal::write(screen.show(chat.draw(size.ws_col, size.ws_row, now)));

    pollfd ready[] = {{STDIN_FILENO, POLLIN, 0}, {client.update_descriptor(), POLLIN, 0}};
    ::poll(ready, 2, keys.is_waiting() ? kEscapeMs : kTickMs);
    if ((ready[0].revents & (POLLIN | POLLHUP)) == 0) {
      for (const terminal::Key& key : keys.give_up()) chat.on_key(key, now);
      continue;
    }
    char bytes[4096];
    const ssize_t got = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (got <= 0) return;
    for (const terminal::Key& key : keys.feed({bytes, static_cast<std::size_t>(got)})) {
      if (key.kind == terminal::KeyKind::kRedraw) screen.forget();
      chat.on_key(key, now);
    }
  }
}

}  // namespace

int chat(const Profile& profile) {
  const auto account = load_account(profile);
  if (!account) return complain_as_client(account.error().detail);
  StopSignals signals;
  auto client = open_client(profile, *account, "chat", true);
  if (!client) return complain_as_client(client.error().detail);
  const RawTerminal terminal;
  if (!terminal) return complain_as_client("chat needs a terminal; `godwit send` and `godwit tail` do without");
  (*client)->with_token(account->token);
  run(**client, signals);
  return 0;
}

}  // namespace godwit::app
