// SPDX-License-Identifier: Apache-2.0
#include "protocol/wire.h"

#include <google/protobuf/stubs/logging.h>

namespace godwit::protocol {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Where a UUID's text has its dashes.
bool is_dash_at(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

constexpr std::size_t kUuidText = 36;

}  // namespace

v1::Error to_wire(const Error& error) {
  const ErrorRow& row = describe(error.code);
  v1::Error out;
  out.set_code(static_cast<v1::ErrorCode>(error.code));
  out.set_detail(error.detail);
  out.set_retry(static_cast<v1::Retry>(row.retry));
  out.set_retry_after_ms(error.retry_after_ms);
  return out;
}

v1::User to_wire(const model::User& user) {
  v1::User out;
  out.set_id(user.id.value);
  out.set_handle(user.handle);
  out.set_name(user.name);
  out.set_signature(user.signature);
  out.set_avatar(user.avatar);
  out.set_deleted(user.deleted);
  out.set_bot(user.bot);
  return out;
}

v1::Settings to_wire(const model::Settings& settings) {
  v1::Settings out;
  out.set_invisible(settings.invisible);
  out.set_hide_read(settings.hide_read);
  out.set_unlisted(settings.unlisted);
  return out;
}

model::Settings from_wire(const v1::Settings& settings) {
  return {.invisible = settings.invisible(), .hide_read = settings.hide_read(), .unlisted = settings.unlisted()};
}

v1::Contact to_wire(const model::Contact& contact) {
  v1::Contact out;
  *out.mutable_user() = to_wire(contact.user);
  out.set_state(static_cast<v1::ContactState>(contact.state));
  out.set_alias(contact.alias);
  out.set_request_text(contact.request_text);
  out.set_blocked(contact.blocked);
  out.set_changed_ms(contact.changed_ms);
  return out;
}

v1::Group to_wire(const model::Group& group) {
  v1::Group out;
  out.set_name(group.name);
  out.set_avatar(group.avatar);
  out.set_description(group.description);
  out.set_notice(group.notice);
  out.set_channel(group.channel);
  *out.mutable_rules() = to_wire(group.rules);
  out.set_member_count(group.member_count);
  out.set_member_version(group.member_version);
  out.set_created_ms(group.created_ms);
  out.set_dismissed(group.dismissed);
  return out;
}

v1::GroupRules to_wire(const model::GroupRules& rules) {
  v1::GroupRules out;
  out.set_send(static_cast<v1::GroupRole>(rules.send));
  out.set_invite(static_cast<v1::GroupRole>(rules.invite));
  out.set_mention_all(static_cast<v1::GroupRole>(rules.mention_all));
  out.set_pin(static_cast<v1::GroupRole>(rules.pin));
  out.set_edit_profile(static_cast<v1::GroupRole>(rules.edit_profile));
  out.set_join_approval(rules.join_approval);
  out.set_history_for_new(rules.history_for_new);
  out.set_slow_mode_s(rules.slow_mode_s);
  out.set_members_hidden(rules.members_hidden);
  return out;
}

v1::GroupMember to_wire(const model::GroupMember& member) {
  v1::GroupMember out;
  *out.mutable_user() = to_wire(member.user);
  out.set_role(static_cast<v1::GroupRole>(member.role));
  out.set_nickname(member.nickname);
  out.set_muted_until_ms(member.muted_until_ms);
  out.set_joined_ms(member.joined_ms);
  return out;
}

v1::ConversationSettings to_wire(const model::ConversationSettings& settings) {
  v1::ConversationSettings out;
  out.set_muted_until_ms(settings.muted_until_ms);
  out.set_mentions_anyway(settings.mentions_anyway);
  out.set_pinned_ms(settings.pinned_ms);
  out.set_archived_seq(settings.archived_seq);
  out.set_unread_seq(settings.unread_seq);
  out.set_draft(settings.draft);
  out.set_draft_reply_to(settings.draft_reply_to);
  out.set_draft_ms(settings.draft_ms);
  return out;
}

v1::Span to_wire(const model::Span& span) {
  v1::Span out;
  out.set_kind(static_cast<v1::SpanKind>(span.kind));
  out.set_offset(span.offset);
  out.set_length(span.length);
  out.set_url(span.url);
  out.set_user(span.user.value);
  return out;
}

v1::File to_wire(const model::File& file) {
  v1::File out;
  out.set_id(file.id);
  out.set_type(file.type);
  out.set_size(file.size);
  return out;
}

v1::Entry to_wire(const model::Entry& entry) {
  v1::Entry out;
  out.set_log(entry.log.to_string());
  out.set_seq(entry.seq);
  out.set_author(entry.author.value);
  out.set_time_ms(entry.time_ms);
  out.set_message_index(entry.message_index);
  if (entry.client_id) out.set_client_id(format_client_id(*entry.client_id));
  if (!std::holds_alternative<std::monostate>(entry.body)) *out.mutable_body() = to_wire(entry.body);
  if (entry.overlay) {
    v1::Overlay& overlay = *out.mutable_overlay();
    overlay.set_edited_seq(entry.overlay->edited_seq);
    overlay.set_text(entry.overlay->text);
    overlay.set_recalled_seq(entry.overlay->recalled_seq);
    overlay.set_expired(entry.overlay->expired);
    for (const model::Span& span : entry.overlay->spans) *overlay.add_spans() = to_wire(span);
    for (const model::ReactionCount& row : entry.overlay->reactions) {
      v1::ReactionCount& reaction = *overlay.add_reactions();
      reaction.set_emoji(row.emoji);
      reaction.set_count(row.count);
      for (const UserId user : row.users) reaction.add_users(user.value);
    }
  }
  return out;
}

v1::Presence to_wire(const model::Presence& presence) {
  v1::Presence out;
  out.set_user(presence.user.value);
  out.set_online(presence.online);
  out.set_last_seen_ms(presence.last_seen_ms);
  return out;
}

v1::Cursor to_wire(const model::Cursor& cursor) {
  v1::Cursor out;
  out.set_user(cursor.user.value);
  out.set_epoch(cursor.epoch);
  out.set_delivered(cursor.delivered);
  out.set_read(cursor.read);
  out.set_read_index(cursor.read_index);
  return out;
}

v1::Head to_wire(const model::Head& head) {
  v1::Head out;
  out.set_log(head.log.to_string());
  out.set_epoch(head.epoch);
  out.set_seq(head.seq);
  out.set_message_index(head.message_index);
  out.set_floor(head.floor);
  out.set_may_send(head.may_send);
  for (const model::User& member : head.members) *out.add_members() = to_wire(member);
  for (const model::Cursor& cursor : head.cursors) *out.add_cursors() = to_wire(cursor);
  if (head.last_message) *out.mutable_last_message() = to_wire(*head.last_message);
  if (head.group) *out.mutable_group() = to_wire(*head.group);
  if (head.self) *out.mutable_self() = to_wire(*head.self);
  if (head.settings != model::ConversationSettings()) *out.mutable_settings() = to_wire(head.settings);
  out.set_mentions(head.mentions);
  out.set_first_mention(head.first_mention);
  out.mutable_pins()->Add(head.pins.begin(), head.pins.end());
  out.set_expiry_s(head.expiry_s);
  return out;
}

std::optional<ClientId> parse_client_id(std::string_view text) {
  if (text.size() != kUuidText) return std::nullopt;
  ClientId id{};
  std::size_t nibble = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_dash_at(at)) {
      if (text[at] != '-') return std::nullopt;
      continue;
    }
    const int digit = hex_digit(text[at]);
    if (digit < 0) return std::nullopt;
    id[nibble / 2] |= static_cast<std::byte>(nibble % 2 == 0 ? digit << 4 : digit);
    ++nibble;
  }
  return id;
}

std::string format_client_id(const ClientId& id) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(kUuidText);
  for (const std::byte byte : id) {
    if (is_dash_at(out.size())) out.push_back('-');
    out.push_back(kDigits[std::to_integer<std::size_t>(byte >> 4)]);
    out.push_back(kDigits[std::to_integer<std::size_t>(byte & std::byte{0x0F})]);
  }
  return out;
}

void silence_protobuf() { google::protobuf::SetLogHandler(nullptr); }

}  // namespace godwit::protocol
