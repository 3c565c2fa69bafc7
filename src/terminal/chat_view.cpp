// SPDX-License-Identifier: Apache-2.0
// How the chat looks.
#include <algorithm>
#include <ctime>

#include "terminal/chat.h"
#include "terminal/text.h"

namespace godwit::terminal {
namespace {

constexpr int kTwoColumns = 72;
constexpr int kListWidth = 26;
constexpr int kComposerRows = 5;

std::string local_time(UnixMillis at, const char* format) {
  const std::time_t seconds = at / 1'000;
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  char text[64];
  return {text, std::strftime(text, sizeof text, format, &parts)};
}

std::string shown_name(const sdk::User& user) {
  if (user.deleted) return "Deleted account";
  return user.name.empty() ? user.handle : user.name;
}

/// What a message says, in one text.
std::string text_of(const sdk::Message& message) {
  if (message.recalled) return "(recalled)";
  if (const auto* it = std::get_if<sdk::DirectStarted>(&message.body)) {
    return it->text.empty() ? "You can talk now." : it->text;
  }
  const std::string from = message.origin ? "(forwarded from " + message.origin->name + ") " : "";
  if (message.edited && std::holds_alternative<sdk::Text>(message.body)) return from + message.text;
  return from + sdk::to_line(message.body);
}

std::string_view tick_of(sdk::MessageState state) {
  switch (state) {
    case sdk::MessageState::kUploading:
    case sdk::MessageState::kSending:
      return "…";
    case sdk::MessageState::kSent:
      return "✓";
    case sdk::MessageState::kDelivered:
      return "✓✓";
    case sdk::MessageState::kRead:
      return "✓✓ read";
    case sdk::MessageState::kFailed:
      return "!";
  }
  return "";
}

}  // namespace

Picture Chat::draw(int width, int height, UnixMillis now) {
  refresh();
  stale_ = false;
  drawn_ms_ = now;
  if (width < 20 || height < 6) {
    return {std::vector<std::string>(static_cast<std::size_t>(height), fit("too small", width)), 0, 0};
  }
  const auto composer = editor_.view(width - 2, std::min(kComposerRows, height - 4));
  const int body = height - 2 - static_cast<int>(composer.rows.size());
  const bool both = width >= kTwoColumns;
  Picture picture;
  picture.rows.push_back(header(width, now));
  const auto list =
      both || place_ == Place::kList ? list_rows(both ? kListWidth : width, body) : std::vector<std::string>();
  if (both || place_ == Place::kConversation) {
    auto rows = conversation_rows(both ? width - kListWidth - 1 : width, body);
    for (int i = 0; i < body; ++i) {
      const auto at = static_cast<std::size_t>(i);
      picture.rows.push_back(both ? list[at] + styled(Style::kDim, "│") + rows[at] : rows[at]);
    }
  } else {
    picture.rows.insert(picture.rows.end(), list.begin(), list.end());
  }
  picture.rows.push_back(status_line(width, now));
  for (std::size_t i = 0; i < composer.rows.size(); ++i) {
    picture.rows.push_back((i == 0 ? styled(Style::kAccent, "> ") : "  ") + composer.rows[i]);
  }
  picture.cursor_row = height - static_cast<int>(composer.rows.size()) + composer.row;
  picture.cursor_column = 2 + composer.column;
  return picture;
}

std::string Chat::name_of(UserId user) const {
  if (self_ && self_->id == user) return shown_name(*self_);
  for (const sdk::Contact& contact : contacts_) {
    if (contact.user.id == user) return contact.alias.empty() ? shown_name(contact.user) : contact.alias;
  }
  for (const Item& item : items_) {
    if (item.conversation && item.conversation->peer.id == user) return shown_name(item.conversation->peer);
  }
  return "?";
}

bool Chat::is_online(UserId user) const {
  if (connection_.state != sdk::ConnectionState::kOnline) return false;
  return std::ranges::any_of(presences_, [&](const sdk::Presence& row) { return row.user == user && row.online; });
}

std::string Chat::header(int width, UnixMillis now) const {
  std::string left = " Godwit";
  if (const Item* item = current(); open_log_ && item && item->conversation) {
    const sdk::User& peer = item->conversation->peer;
    left = " " + (self_ && self_->id == peer.id ? "Note to self" : name_of(peer.id) + "  @" + peer.handle);
    const auto activity = activities_.find(*open_log_);
    const bool active = activity != activities_.end() && activity->second.second > now;
    if (active && activity->second.first == sdk::Activity::kTyping) {
      left += "  typing…";
    } else if (active && activity->second.first == sdk::Activity::kRecording) {
      left += "  recording…";
    } else if (is_online(peer.id)) {
      left += "  online";
    }
  }
  std::string right = "online ";
  if (logged_out_) {
    right = "logged out ";
  } else if (connection_.state != sdk::ConnectionState::kOnline) {
    right = connection_.state == sdk::ConnectionState::kRefused ? "refused " : "connecting… ";
  } else if (!caught_up_) {
    right = "updating… ";
  }
  return styled(Style::kReverse, fit(left, width - width_of(right)) + right);
}

std::string Chat::status_line(int width, UnixMillis now) const {
  if (logged_out_) return styled(Style::kAlert, fit("This device was logged out: godwit login", width));
  if (now < said_until_) return styled(Style::kAlert, fit(said_, width));
  if (connection_.state == sdk::ConnectionState::kWaiting && connection_.why) {
    return styled(Style::kDim, fit("No connection: " + connection_.why->detail, width));
  }
  return styled(Style::kDim, fit("Enter sends · Esc list · /help", width));
}

std::vector<std::string> Chat::list_rows(int width, int height) const {
  std::vector<std::string> rows;
  const auto visible = static_cast<std::size_t>(std::max(1, height / 2));
  const std::size_t first = selected_ < visible ? 0 : selected_ - visible + 1;
  for (std::size_t i = first; i < items_.size() && static_cast<int>(rows.size()) + 1 < height; ++i) {
    const Item& item = items_[i];
    std::string title;
    std::string below;
    std::string count;
    if (item.conversation) {
      const sdk::Conversation& conversation = *item.conversation;
      const bool note = self_ && conversation.peer.id == self_->id;
      title = (is_online(conversation.peer.id) && !note ? "● " : "") +
              (note ? "Note to self" : name_of(conversation.peer.id));
      if (conversation.unread > 0) count = " " + std::to_string(conversation.unread) + " ";
      const auto draft = drafts_.find(conversation.log);
      if (draft != drafts_.end() && !draft->second.empty() && open_log_ != conversation.log) {
        below = "Draft: " + draft->second;
      } else if (conversation.last_message) {
        below = text_of(*conversation.last_message);
      }
    } else {
      title = shown_name(item.request.user);
      below = "asks: " + item.request.request_text;
      count = " ? ";
    }
    const bool chosen = i == selected_;
    const int room = width - width_of(count) - 1;
    rows.push_back(styled(chosen ? Style::kReverse : Style::kBold, " " + fit(title, room)) +
                   styled(Style::kAccent, count));
    rows.push_back(styled(Style::kDim, " " + fit(below, width - 1)));
  }
  if (items_.empty()) rows.push_back(styled(Style::kDim, fit(" /add @handle to begin", width)));
  while (static_cast<int>(rows.size()) < height) rows.emplace_back(static_cast<std::size_t>(width), ' ');
  rows.resize(static_cast<std::size_t>(height));
  return rows;
}

std::vector<std::string> Chat::conversation_rows(int width, int height) {
  std::vector<std::string> rows;
  const Item* item = current();
  if (open_log_) {
    rows = message_rows(width);
  } else if (item && !item->conversation && place_ == Place::kConversation) {
    rows = wrap(shown_name(item->request.user) + " (@" + item->request.user.handle +
                    ") wants to talk to you: " + item->request.request_text + "\n\n/accept or /decline",
                width);
  }
  const auto count = static_cast<int>(rows.size());
  const int most = std::max(0, count - height);
  const bool wants_more = static_cast<int>(scrolled_) > most || (open_log_ && count < height);
  scrolled_ = std::min(scrolled_, static_cast<std::size_t>(most));
  if (wants_more && open_log_ && item && item->conversation && !at_top_) {
    at_top_ = messages_.size() < held_ && item->conversation->complete;
    if (messages_.size() >= held_) {
      held_ += 200;
    } else if (!at_top_) {
      backend_.load_older(*open_log_);
    }
  }
  if (open_log_ && scrolled_ == 0 && item && item->conversation && item->conversation->unread > 0) {
    static_cast<void>(backend_.mark_read(*open_log_, item->conversation->head));
  }
  const int last = count - static_cast<int>(scrolled_);
  const int first = std::max(0, last - height);
  std::vector<std::string> shown(rows.begin() + first, rows.begin() + last);
  // New messages come in at the bottom.
  shown.insert(shown.begin(), static_cast<std::size_t>(height) - shown.size(), std::string());
  return shown;
}

std::vector<std::string> Chat::message_rows(int width) const {
  std::vector<std::string> rows;
  const sdk::Message* before = nullptr;
  for (const sdk::Message& message : messages_) {
    const std::string day = local_time(message.time_ms, "%Y-%m-%d");
    if (!before || day != local_time(before->time_ms, "%Y-%m-%d")) {
      rows.push_back(styled(Style::kDim, fit("── " + day + " ──", width)));
      before = nullptr;
    }
    auto some = rows_of(message, before, width);
    rows.insert(rows.end(), some.begin(), some.end());
    before = &message;
  }
  return rows;
}

std::vector<std::string> Chat::rows_of(const sdk::Message& message, const sdk::Message* before, int width) const {
  constexpr int kIndent = 6;
  const bool own = self_ && message.author == self_->id;
  std::vector<std::string> rows;
  if (!before || before->author != message.author) {
    rows.push_back(styled(own ? Style::kAccent : Style::kBold, fit(name_of(message.author), width)));
  }
  if (message.reply_to > 0) {
    const auto source = std::ranges::find(messages_, message.reply_to, &sdk::Message::seq);
    const std::string quote = source == messages_.end() ? "an earlier message" : text_of(*source);
    rows.push_back(styled(Style::kDim, fit("      ┃ " + quote, width)));
  }
  std::string tail = message.edited && !message.recalled ? " (edited)" : "";
  if (own) tail += " " + std::string(tick_of(message.state));
  const auto lines = wrap(text_of(message) + tail, width - kIndent);
  const std::string time = local_time(message.time_ms, "%H:%M ");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool alert = message.state == sdk::MessageState::kFailed;
    const bool faint = message.recalled || std::holds_alternative<sdk::DirectStarted>(message.body);
    rows.push_back(styled(Style::kDim, i == 0 ? time : std::string(kIndent, ' ')) + styled(alert   ? Style::kAlert
                                                                                           : faint ? Style::kDim
                                                                                                   : Style::kPlain,
                                                                                           lines[i]));
  }
  std::string reactions;
  for (const sdk::ReactionCount& row : message.reactions) {
    reactions += row.emoji + (row.count > 1 ? " " + std::to_string(row.count) : "") + "  ";
  }
  if (!reactions.empty()) rows.push_back(fit("      " + reactions, width));
  return rows;
}

}  // namespace godwit::terminal
