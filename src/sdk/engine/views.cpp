// SPDX-License-Identifier: Apache-2.0
#include "engine/views.h"

#include <algorithm>

#include "from_wire.h"

namespace godwit::sdk {
namespace {

/// The words of a body that people may change or search: a text, or a caption.
std::string words_of(const Body& body) {
  if (const auto* text = std::get_if<Text>(&body)) return text->text;
  if (const auto* picture = std::get_if<Picture>(&body)) return picture->caption;
  if (const auto* video = std::get_if<Video>(&body)) return video->caption;
  if (const auto* document = std::get_if<Document>(&body)) return document->caption;
  if (const auto* started = std::get_if<DirectStarted>(&body)) return started->text;
  return {};
}

/// Each person has at most one reaction: the new one takes the place of the old.
void react(std::vector<ReactionCount>& reactions, UserId author, const std::string& emoji) {
  for (ReactionCount& one : reactions) {
    if (std::erase(one.users, author) > 0 && one.count > 0) --one.count;
  }
  std::erase_if(reactions, [](const ReactionCount& one) { return one.count == 0; });
  if (emoji.empty()) return;
  auto found = std::ranges::find(reactions, emoji, &ReactionCount::emoji);
  if (found == reactions.end()) found = reactions.insert(reactions.end(), ReactionCount{.emoji = emoji});
  ++found->count;
  found->users.push_back(author);
}

bool is_shown(const v1::Entry& entry) { return entry.has_body() || entry.overlay().recalled_seq() > 0; }

}  // namespace

Message Views::message(const Held& held, const LogState& state) const {
  const v1::Entry& entry = held.entry;
  Message to{.log = *LogId::parse(entry.log()),
             .seq = entry.seq(),
             .client_id = {},
             .author = UserId(entry.author()),
             .time_ms = entry.time_ms(),
             .message_index = entry.message_index(),
             .reply_to = entry.body().reply_to(),
             .origin = origin_of(entry.body())};
  if (entry.has_body()) to.body = from_wire(entry.body());
  to.text = words_of(to.body);
  const v1::Overlay& overlay = entry.overlay();
  if (overlay.edited_seq() > 0) {
    to.edited = true;
    to.text = overlay.text();
  }
  to.recalled = overlay.recalled_seq() > 0;
  for (const v1::ReactionCount& one : overlay.reactions()) {
    ReactionCount row{.emoji = one.emoji(), .count = one.count(), .users = {}};
    for (const std::int64_t user : one.users()) row.users.emplace_back(user);
    to.reactions.push_back(std::move(row));
  }
  for (const v1::Entry& later : cache_.amendments(entry.log(), entry.seq(), held.as_of)) fold(to, later);
  if (to.recalled) {
    to.body = std::monostate();
    to.text.clear();
    to.reactions.clear();
  }
  to.state = state_of(to, state);
  return to;
}

void Views::fold(Message& message, const v1::Entry& amendment) const {
  const v1::EntryBody& body = amendment.body();
  if (body.has_edit()) {
    message.edited = true;
    message.text = body.edit().text();
  } else if (body.has_recall()) {
    message.recalled = true;
  } else if (body.has_reaction()) {
    react(message.reactions, UserId(amendment.author()), body.reaction().emoji());
  }
}

MessageState Views::state_of(const Message& message, const LogState& state) const {
  if (message.author != self_) return MessageState::kSent;
  bool delivered = false;
  bool read = false;
  for (const v1::Cursor& cursor : state.head().cursors()) {
    if (UserId(cursor.user()) == self_) continue;
    delivered = delivered || cursor.delivered() >= message.seq;
    read = read || cursor.read() >= message.seq;
  }
  if (read) return MessageState::kRead;
  return delivered ? MessageState::kDelivered : MessageState::kSent;
}

Message Views::message(const OutboxItem& item) const {
  Message to{.log = *LogId::parse(item.log),
             .seq = item.seq,
             .client_id = protocol::parse_client_id(item.client_id),
             .author = self_,
             .time_ms = item.created_ms};
  const v1::EntryBody body = body_of(item);
  to.reply_to = body.reply_to();
  to.body = from_wire(body);
  to.text = words_of(to.body);
  to.failure = item.failure;
  if (item.failure) {
    to.state = MessageState::kFailed;
  } else if (item.uploading()) {
    to.state = MessageState::kUploading;
  } else {
    to.state = item.seq > 0 ? MessageState::kSent : MessageState::kSending;
  }
  return to;
}

Conversation Views::conversation(const LogState& state) const {
  const v1::Head& head = state.head();
  const LogRecord& record = state.record();
  Conversation to{.log = *LogId::parse(head.log())};
  const UserId other = to.log.other(self_);
  to.peer.id = other;
  for (const v1::User& member : head.members()) {
    if (UserId(member.id()) == other) to.peer = from_wire(member);
  }
  to.head = head.seq();
  to.unread = head.message_index() > record.read_index ? head.message_index() - record.read_index : 0;
  to.may_send = head.may_send();
  if (head.has_last_message()) {
    // Held, it is newer than the head's copy; else the head's is all there is.
    const auto held = cache_.find_entry(head.log(), head.last_message().seq());
    to.last_message = message(held ? *held : Held{head.last_message(), head.seq()}, state);
  }
  for (const v1::Cursor& cursor : head.cursors()) to.cursors.push_back(from_wire(cursor));
  if (record.range) {
    to.first_held = record.range->low;
    to.last_held = record.range->high;
  }
  to.complete = state.at_floor();
  return to;
}

std::vector<Message> Views::messages(const LogState& state, const MessageRange& range) const {
  std::vector<Message> all;
  Seq after = range.after;
  Seq before = range.after > 0 ? 0 : range.before;
  while (all.size() < range.limit) {
    const auto page = cache_.entries(state.log(), after, before, range.limit, true);
    if (page.empty()) break;
    std::vector<Message> some;
    for (const Held& held : page) {
      if (is_shown(held.entry)) some.push_back(message(held, state));
    }
    if (range.after > 0) {
      after = page.back().entry.seq();
      all.insert(all.end(), some.begin(), some.end());
    } else {
      before = page.front().entry.seq();
      all.insert(all.begin(), some.begin(), some.end());
      if (before <= 1) break;
    }
    if (page.size() < range.limit) break;
  }
  if (all.size() > range.limit) {
    const auto surplus = static_cast<std::ptrdiff_t>(all.size() - range.limit);
    if (range.after > 0) {
      all.resize(range.limit, all.front());
    } else {
      all.erase(all.begin(), all.begin() + surplus);
    }
  }
  return all;
}

}  // namespace godwit::sdk
