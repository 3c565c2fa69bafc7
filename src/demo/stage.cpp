// SPDX-License-Identifier: Apache-2.0
#include "demo/stage.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/random.h"
#include "demo/art.h"
#include "service/accounts.h"
#include "service/contacts.h"
#include "service/media.h"
#include "service/messages.h"
#include "service/presence.h"

namespace godwit::demo {
namespace {

constexpr UnixMillis kHour = 3'600'000;
constexpr std::uint64_t kPlenty = 1ULL << 30;

/// Nobody listens yet.
class SilentBus final : public bus::Bus {
 public:
  void subscribe(Subscriber) override {}
  void publish(const std::vector<bus::Notice>&) override {}
};

std::uint32_t seconds_of(const std::string& text) {
  std::uint32_t seconds = 3;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

class Player {
 public:
  Player(Stage stage, UnixMillis now)
      : stage_(stage),
        now_(now),
        accounts_({stage.store, bus_, stage.hasher, throttle_, stage.clock, ids_, service::RegistrationMode::kOpen,
                   presence_}),
        contacts_(stage.store, bus_, presence_),
        messages_({stage.store, bus_}) {}

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
    const auto order = [](const auto& at) { return std::pair(-at.second->before_now_ms, at.second); };
    std::ranges::sort(lines, {}, order);
    for (const auto& [chat, line] : lines) {
      stage_.clock.set(now_ - line->before_now_ms);
      if (auto ok = co_await say(chat, line); !ok) co_return ok;
    }
    co_return co_await read(std::move(story));
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

  Task<Result<void>> introduce(Person person) {
    if (person.bot) {
      store::NewAccount account{.id = ids_.make<UserId>(), .handle = person.handle, .name = person.name, .bot = true};
      people_[person.handle] = {.user = account.id, .device = {}};
      auto made = co_await stage_.store.accounts().create_account(std::move(account));
      if (!made) co_return std::unexpected(made.error());
    } else {
      service::Register command{.handle = person.handle,
                                .password = std::string(kPassword),
                                .name = person.name,
                                .invite = {},
                                .device_name = "Demo",
                                .address = "127.0.0.1"};
      auto made = co_await accounts_.register_user(std::move(command));
      if (!made) co_return std::unexpected(made.error());
      people_[person.handle] = {.user = made->user.id, .device = {}};
    }
    const model::Caller self = people_[person.handle];
    auto picture = co_await upload(self, draw_portrait(person.handle).png);
    if (!picture) co_return std::unexpected(picture.error());
    store::ProfileChange change{.name = {}, .signature = person.signature, .avatar = *picture};
    auto told = co_await accounts_.set_profile(self, std::move(change));
    if (!told) co_return std::unexpected(told.error());
    co_return Result<void>();
  }

  Task<Result<void>> befriend(Chat chat) {
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

  static Task<Result<std::string>> take_all(std::shared_ptr<std::string> bytes) { co_return std::exchange(*bytes, {}); }

  Task<Result<std::string>> upload(model::Caller author, std::string bytes) {
    auto id = co_await media_.begin(author, bytes.size());
    if (!id) co_return std::unexpected(id.error());
    auto rest = std::make_shared<std::string>(std::move(bytes));
    service::ReadBody body = [rest] { return take_all(rest); };
    auto done = co_await media_.append(author, *id, 0, std::move(body));
    if (!done) co_return std::unexpected(done.error());
    co_return *id;
  }

  /// What a line says; its files are uploaded.
  Task<Result<model::Body>> content_of(model::Caller author, Line line, Seq reply_to) {
    if (line.kind == Line::Kind::kPicture) {
      const Drawing drawing = draw(line.subject);
      auto id = co_await upload(author, drawing.png);
      if (!id) co_return std::unexpected(id.error());
      co_return model::Picture{.file = {*id},
                               .thumbnail = {},
                               .width = drawing.width,
                               .height = drawing.height,
                               .thumb_hash = {},
                               .caption = line.text,
                               .context = {.reply_to = reply_to}};
    }
    if (line.kind == Line::Kind::kVoice) {
      const Sound sound = call_birds(seconds_of(line.subject));
      auto id = co_await upload(author, sound.wav);
      if (!id) co_return std::unexpected(id.error());
      co_return model::Voice{.file = {*id},
                             .duration_ms = sound.duration_ms,
                             .waveform = sound.waveform,
                             .context = {.reply_to = reply_to}};
    }
    if (line.kind == Line::Kind::kFile) {
      auto id = co_await upload(author, line.subject + "\n\nA file of the demo.\n");
      if (!id) co_return std::unexpected(id.error());
      co_return model::Document{
          .file = {*id}, .name = line.subject, .caption = line.text, .context = {.reply_to = reply_to}};
    }
    co_return model::Text{line.text, {.reply_to = reply_to}};
  }

  Task<Result<void>> say(const Chat* chat, const Line* line) {
    const model::Caller author = people_.at(line->author);
    const LogId log = log_of(*chat);
    const ClientId client_id = make_client_id(stage_.clock);
    if (line->kind == Line::Kind::kReaction) {
      service::SetReaction command{log, client_id, last_message_[log], line->text};
      auto done = co_await messages_.react(author, std::move(command));
      if (!done) co_return std::unexpected(done.error());
      head_[log] = done->entry.seq;
      co_return Result<void>();
    }
    auto content = co_await content_of(author, *line, line->replies ? last_message_[log] : 0);
    if (!content) co_return std::unexpected(content.error());
    service::SendMessage command{log, client_id, std::move(*content)};
    auto done = co_await messages_.send(author, std::move(command));
    if (!done) co_return std::unexpected(done.error());
    head_[log] = last_message_[log] = done->entry.seq;
    co_return Result<void>();
  }

  /// Everyone has seen everything but what the story says.
  Task<Result<void>> read(Story story) {
    stage_.clock.set(now_);
    std::vector<store::CursorAdvance> advances;
    for (const Chat& chat : story.chats) {
      const LogId log = log_of(chat);
      const Seq head = head_[log];
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
  service::Presence presence_{{stage_.store, bus_, stage_.clock, std::chrono::seconds(30)}};
  service::Accounts accounts_;
  service::Contacts contacts_;
  service::Messages messages_;
  service::Media media_{{stage_.store, stage_.blobs, stage_.clock, kPlenty, kPlenty}};
  std::map<std::string, model::Caller> people_;
  std::map<LogId, Seq> last_message_;
  std::map<LogId, Seq> head_;
};

}  // namespace

Task<Result<void>> play(Stage stage, Story story, UnixMillis now) {
  Player player(stage, now);
  co_return co_await player.play(std::move(story));
}

}  // namespace godwit::demo
