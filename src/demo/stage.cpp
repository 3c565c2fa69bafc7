// SPDX-License-Identifier: Apache-2.0
#include "demo/stage.h"

#include <algorithm>
#include <map>

#include "base/random.h"
#include "demo/art.h"
#include "service/accounts.h"
#include "service/contacts.h"
#include "service/messages.h"

namespace godwit::demo {
namespace {

constexpr UnixMillis kHour = 3'600'000;

/// Nobody listens yet.
class SilentBus final : public bus::Bus {
 public:
  void subscribe(Subscriber) override {}
  void publish(const std::vector<bus::Notice>&) override {}
};

class Player {
 public:
  Player(Stage stage, UnixMillis now)
      : stage_(stage),
        now_(now),
        accounts_({stage.store, bus_, stage.hasher, throttle_, stage.clock, ids_, service::RegistrationMode::kOpen}),
        contacts_(stage.store, bus_),
        messages_(stage.store, bus_, nullptr) {}

  Task<Result<void>> play(Story story) {
    stage_.clock.set(now_ - oldest(story) - 2 * kHour);
    for (const Person& person : story.people) {
      if (auto ok = co_await introduce(person); !ok) co_return ok;
    }
    for (const Chat& chat : story.chats) {
      if (auto ok = co_await befriend(chat); !ok) co_return ok;
    }
    // All conversations at once, as it was.
    std::vector<std::pair<const Chat*, const Line*>> lines;
    for (const Chat& chat : story.chats) {
      for (const Line& line : chat.lines) lines.emplace_back(&chat, &line);
    }
    std::ranges::stable_sort(
        lines, [](const auto& a, const auto& b) { return a.second->before_now_ms > b.second->before_now_ms; });
    for (const auto& [chat, line] : lines) {
      stage_.clock.set(now_ - line->before_now_ms);
      if (auto ok = co_await say(*chat, *line); !ok) co_return ok;
    }
    co_return co_await read(story);
  }

 private:
  static UnixMillis oldest(const Story& story) {
    UnixMillis most = 0;
    for (const Chat& chat : story.chats) {
      for (const Line& line : chat.lines) most = std::max(most, line.before_now_ms);
    }
    return most;
  }

  LogId log_of(const Chat& chat) const {
    return LogId::direct(people_.at(chat.asker).user, people_.at(chat.other).user);
  }

  Task<Result<void>> introduce(const Person& person) {
    service::Register command{.handle = person.handle,
                              .password = std::string(kPassword),
                              .name = person.name,
                              .invite = {},
                              .device_name = "Demo",
                              .address = "127.0.0.1"};
    auto made = co_await accounts_.register_user(std::move(command));
    if (!made) co_return std::unexpected(made.error());
    people_[person.handle] = {.user = made->user.id, .device = {}};
    co_return Result<void>();
  }

  Task<Result<void>> befriend(const Chat& chat) {
    const model::Caller asker = people_.at(chat.asker);
    const model::Caller other = people_.at(chat.other);
    model::ContactAction action = model::RequestContact{.text = {}};
    auto asked = co_await contacts_.change(asker, other.user, std::move(action));
    if (!asked) co_return std::unexpected(asked.error());
    action = model::AnswerContact{.accept = true};
    auto answered = co_await contacts_.change(other, asker.user, std::move(action));
    if (!answered) co_return std::unexpected(answered.error());
    co_return Result<void>();
  }

  Task<Result<void>> say(const Chat& chat, const Line& line);

  /// Everyone has seen everything but what the story says.
  Task<Result<void>> read(const Story& story) {
    stage_.clock.set(now_);
    std::vector<store::CursorAdvance> advances;
    for (const Chat& chat : story.chats) {
      const LogId log = log_of(chat);
      const Seq head = last_[log];
      for (const std::string& handle : {chat.asker, chat.other}) {
        const auto unread = chat.unread.find(handle);
        const Seq seen = head - std::min<Seq>(head, unread == chat.unread.end() ? 0 : unread->second);
        advances.push_back({people_.at(handle).user, log, head, seen});
      }
    }
    auto moved = co_await stage_.store.logs().advance_cursors(std::move(advances));
    if (!moved) co_return std::unexpected(moved.error());
    co_return Result<void>();
  }

  Stage stage_;
  UnixMillis now_;
  SilentBus bus_;
  service::Throttle throttle_{stage_.clock, 1'000, std::chrono::seconds(1)};
  IdMint ids_{stage_.clock};
  service::Accounts accounts_;
  service::Contacts contacts_;
  service::Messages messages_;
  std::map<std::string, model::Caller> people_;
  std::map<LogId, Seq> last_;
};

Task<Result<void>> Player::say(const Chat& chat, const Line& line) {
  const model::Caller author = people_.at(line.author);
  const LogId log = log_of(chat);
  service::SendMessage command{.log = log, .client_id = make_client_id(stage_.clock), .text = line.text};
  auto sent = co_await messages_.send(author, std::move(command));
  if (!sent) co_return std::unexpected(sent.error());
  last_[log] = sent->entry.seq;
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> play(Stage stage, Story story, UnixMillis now) {
  Player player(stage, now);
  co_return co_await player.play(std::move(story));
}

}  // namespace godwit::demo
