// SPDX-License-Identifier: Apache-2.0
// What happens: keys, news, commands. How it looks is in chat_view.cpp.
#include "terminal/chat.h"

#include <algorithm>
#include <utility>

namespace godwit::terminal {
namespace {

constexpr UnixMillis kSaidFor = 8'000;
constexpr UnixMillis kTypingEvery = 4'000;
constexpr std::string_view kHelp =
    "/add @handle [text]  /accept  /decline  /reply text  /edit text  /recall  /react 👍  /file path  /retry  /quit · "
    "Alt-↑ Alt-↓ other chat · PgUp PgDn scroll · Alt-Enter new line";

std::string sentence(const Error& error) {
  const std::string name(describe(error.code).name);
  return error.detail.empty() ? name : error.detail + " (" + name + ")";
}

}  // namespace

void Chat::say(std::string sentence, UnixMillis now) {
  said_ = std::move(sentence);
  said_until_ = now + kSaidFor;
  stale_ = true;
}

void Chat::report(const Status& status, const std::string& done, UnixMillis now) {
  if (!status) return say("Not done: " + sentence(status.error()), now);
  if (!done.empty()) say(done, now);
}

void Chat::on_update(const sdk::Update& update, UnixMillis now) {
  stale_ = true;
  if (const auto* connection = std::get_if<sdk::ConnectionChanged>(&update)) connection_ = *connection;
  if (const auto* caught = std::get_if<sdk::CaughtUp>(&update)) caught_up_ = caught->yes;
  if (std::holds_alternative<sdk::LoggedOut>(update)) logged_out_ = true;
  if (const auto* activity = std::get_if<sdk::ActivityChanged>(&update)) {
    activities_[activity->log] = {activity->activity, now + activity->expires_in_ms};
  }
  if (const auto* applied = std::get_if<sdk::EntryApplied>(&update)) activities_.erase(applied->entry.log);
  if (const auto* sending = std::get_if<sdk::SendingChanged>(&update)) {
    if (sending->message.failure) say("Not sent: " + sentence(*sending->message.failure) + " · /retry", now);
  }
}

void Chat::refresh() {
  self_ = backend_.self();
  contacts_ = backend_.contacts();
  presences_ = backend_.presences();
  std::vector<Item> items;
  for (const sdk::Contact& contact : contacts_) {
    if (contact.state == sdk::ContactState::kIncoming && !contact.blocked) {
      items.push_back({.conversation = {}, .request = contact});
    }
  }
  for (sdk::Conversation& conversation : backend_.conversations()) {
    items.push_back({.conversation = std::move(conversation), .request = {}});
  }
  // What was selected stays selected when others move above it.
  const auto same = [&](const Item& item) {
    const Item* old = current();
    if (!old) return false;
    if (old->conversation) return item.conversation && item.conversation->log == old->conversation->log;
    return !item.conversation && item.request.user.id == old->request.user.id;
  };
  const auto found = std::ranges::find_if(items, same);
  selected_ = found == items.end() ? std::min(selected_, items.empty() ? 0 : items.size() - 1)
                                   : static_cast<std::size_t>(found - items.begin());
  items_ = std::move(items);
  if (!open_log_) return;
  auto messages = backend_.messages(*open_log_, {.before = 0, .after = 0, .limit = held_});
  if (messages) messages_ = std::move(*messages);
}

const Chat::Item* Chat::current() const { return selected_ < items_.size() ? &items_[selected_] : nullptr; }

void Chat::leave_draft() {
  if (open_log_) drafts_[*open_log_] = editor_.take();
}

void Chat::open(std::size_t item) {
  if (item >= items_.size()) return;
  leave_draft();
  selected_ = item;
  const auto& conversation = items_[item].conversation;
  open_log_ = conversation ? std::optional(conversation->log) : std::nullopt;
  editor_.set_text(open_log_ ? drafts_[*open_log_] : "");
  messages_.clear();
  held_ = 200;
  scrolled_ = 0;
  at_top_ = false;
  place_ = Place::kConversation;
}

void Chat::move(int by) {
  if (items_.empty()) return;
  const auto last = static_cast<int>(items_.size()) - 1;
  const auto to = static_cast<std::size_t>(std::clamp(static_cast<int>(selected_) + by, 0, last));
  if (place_ == Place::kConversation) {
    open(to);
  } else {
    selected_ = to;
  }
}

void Chat::on_key(const Key& key, UnixMillis now) {
  stale_ = true;
  constexpr std::size_t kPage = 10;
  switch (key.kind) {
    case KeyKind::kQuit:
      over_ = true;
      return;
    case KeyKind::kRedraw:
      return;
    case KeyKind::kAltUp:
      return move(-1);
    case KeyKind::kAltDown:
      return move(1);
    case KeyKind::kTab: {
      const auto unread = std::ranges::find_if(
          items_, [](const Item& item) { return !item.conversation || item.conversation->unread > 0; });
      if (unread != items_.end()) open(static_cast<std::size_t>(unread - items_.begin()));
      return;
    }
    case KeyKind::kEscape:
      leave_draft();
      open_log_.reset();
      place_ = Place::kList;
      return;
    case KeyKind::kPageUp:
      scrolled_ += kPage;
      return;
    case KeyKind::kPageDown:
      scrolled_ -= std::min(scrolled_, kPage);
      return;
    case KeyKind::kUp:
    case KeyKind::kDown:
      return move(key.kind == KeyKind::kUp ? -1 : 1);
    case KeyKind::kEnter:
      return enter(now);
    default:
      break;
  }
  if (place_ == Place::kList && key.kind == KeyKind::kText && key.text == "q" && editor_.text().empty()) {
    over_ = true;
    return;
  }
  if (!editor_.on_key(key)) return;
  const bool writes = open_log_ && !editor_.text().empty() && !editor_.text().starts_with('/');
  if (writes && now - typing_told_ >= kTypingEvery) {
    typing_told_ = now;
    backend_.set_activity(*open_log_, sdk::Activity::kTyping);
  }
}

void Chat::enter(UnixMillis now) {
  if (editor_.text().empty()) {
    if (place_ == Place::kList) open(selected_);
    return;
  }
  const std::string text = editor_.text();
  if (text.starts_with('/') && !text.starts_with("//")) return command(text, now);
  if (!open_log_) return say("Choose a conversation first: ↑ ↓ and Enter", now);
  // A doubled slash at the beginning is a message that begins with one.
  const Status sent = backend_.send_text(*open_log_, text.starts_with("//") ? text.substr(1) : text, 0);
  if (!sent) return report(sent, {}, now);
  editor_.take();
  scrolled_ = 0;
  typing_told_ = 0;
}

void Chat::command(const std::string& line, UnixMillis now) {
  const auto blank = std::min(line.find(' '), line.size());
  const std::string verb = line.substr(1, blank - 1);
  const std::string rest = line.substr(std::min(blank + 1, line.size()));
  editor_.take();
  if (verb == "quit" || verb == "q") {
    over_ = true;
  } else if (verb == "help") {
    say(std::string(kHelp), now);
  } else if (verb == "add") {
    const auto end = std::min(rest.find(' '), rest.size());
    std::string handle = rest.substr(0, end);
    if (handle.starts_with('@')) handle.erase(0, 1);
    if (handle.empty()) return say("/add @handle [what you want to say with it]", now);
    backend_.request_contact(std::move(handle), rest.substr(std::min(end + 1, rest.size())));
  } else if (verb == "accept" || verb == "decline") {
    const Item* item = current();
    if (!item || item->conversation) return say("Choose a request first", now);
    backend_.answer_contact(item->request.user.id, verb == "accept");
  } else {
    act(verb, rest, now);
  }
}

void Chat::act(const std::string& verb, const std::string& rest, UnixMillis now) {
  constexpr std::string_view kVerbs[] = {"reply", "edit", "recall", "react", "file", "retry"};
  if (std::ranges::find(kVerbs, verb) == std::end(kVerbs)) {
    return say("There is no command /" + verb + "; /help names them", now);
  }
  if (!open_log_) return say("Choose a conversation first: ↑ ↓ and Enter", now);
  if (verb == "file") return report(backend_.send_file(*open_log_, rest), {}, now);
  if (verb == "retry") return report(backend_.retry(*open_log_), "Sending again", now);
  const bool own = verb == "edit" || verb == "recall";
  const sdk::Message* target = latest(own);
  if (!target) return say(own ? "There is no message of yours to change" : "There is no message yet", now);
  if (verb == "reply") return report(backend_.send_text(*open_log_, rest, target->seq), {}, now);
  if (verb == "edit") return report(backend_.edit(*open_log_, target->seq, rest), {}, now);
  if (verb == "recall") return report(backend_.recall(*open_log_, target->seq), {}, now);
  report(backend_.react(*open_log_, target->seq, rest), {}, now);
}

/// The last message that is stored, of ourselves or of the other.
const sdk::Message* Chat::latest(bool own) const {
  for (auto it = messages_.rbegin(); it != messages_.rend(); ++it) {
    const bool ours = self_ && it->author == self_->id;
    const bool is_message = !std::holds_alternative<sdk::DirectStarted>(it->body) && !it->recalled;
    if (it->seq > 0 && is_message && ours == own) return &*it;
  }
  return nullptr;
}

}  // namespace godwit::terminal
