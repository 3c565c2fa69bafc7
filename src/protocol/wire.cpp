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

model::File from_wire(const v1::File& file) { return {file.id(), file.type(), file.size()}; }

/// Where a UUID's text has its dashes.
bool is_dash_at(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

constexpr std::size_t kUuidText = 36;

struct ToBody {
  v1::EntryBody& out;

  void operator()(std::monostate) const {}
  void operator()(const model::Text& body) const {
    out.mutable_text()->set_text(body.text);
    out.set_reply_to(body.reply_to);
  }
  void operator()(const model::Picture& body) const {
    v1::Picture& picture = *out.mutable_picture();
    *picture.mutable_file() = to_wire(body.file);
    if (body.thumbnail) *picture.mutable_thumbnail() = to_wire(*body.thumbnail);
    picture.set_width(body.width);
    picture.set_height(body.height);
    picture.set_thumb_hash(body.thumb_hash);
    picture.set_original(body.original);
    picture.set_caption(body.caption);
    out.set_reply_to(body.reply_to);
  }
  void operator()(const model::Voice& body) const {
    *out.mutable_voice()->mutable_file() = to_wire(body.file);
    out.mutable_voice()->set_duration_ms(body.duration_ms);
    out.mutable_voice()->set_waveform(body.waveform);
    out.set_reply_to(body.reply_to);
  }
  void operator()(const model::Video& body) const {
    v1::Video& video = *out.mutable_video();
    *video.mutable_file() = to_wire(body.file);
    if (body.poster) *video.mutable_poster() = to_wire(*body.poster);
    video.set_width(body.width);
    video.set_height(body.height);
    video.set_duration_ms(body.duration_ms);
    video.set_thumb_hash(body.thumb_hash);
    video.set_caption(body.caption);
    out.set_reply_to(body.reply_to);
  }
  void operator()(const model::Document& body) const {
    *out.mutable_document()->mutable_file() = to_wire(body.file);
    out.mutable_document()->set_name(body.name);
    out.mutable_document()->set_caption(body.caption);
    out.set_reply_to(body.reply_to);
  }
  void operator()(const model::Reaction& body) const {
    out.mutable_reaction()->set_target(body.target);
    out.mutable_reaction()->set_emoji(body.emoji);
  }
  void operator()(const model::Edit& body) const {
    out.mutable_edit()->set_target(body.target);
    out.mutable_edit()->set_text(body.text);
  }
  void operator()(const model::Recall& body) const { out.mutable_recall()->set_target(body.target); }
  void operator()(const model::DirectStarted& body) const {
    out.mutable_direct_started()->set_requester(body.requester.value);
    out.mutable_direct_started()->set_text(body.text);
  }
  void operator()(const model::ContactChanged& body) const {
    *out.mutable_contact_changed()->mutable_contact() = to_wire(body.contact);
  }
  void operator()(const model::ProfileChanged& body) const {
    *out.mutable_profile_changed()->mutable_user() = to_wire(body.user);
  }
  void operator()(const model::SettingsChanged& body) const {
    *out.mutable_settings_changed()->mutable_settings() = to_wire(body.settings);
  }
  void operator()(const model::UnknownBody& body) const {
    // Fields that this version does not know survive in the message; bytes that are no message at all show as an unknown kind.
    if (!out.ParseFromString(body.bytes)) out.Clear();
  }
};

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

v1::File to_wire(const model::File& file) {
  v1::File out;
  out.set_id(file.id);
  out.set_type(file.type);
  out.set_size(file.size);
  return out;
}

v1::EntryBody to_wire(const model::Body& body) {
  v1::EntryBody out;
  std::visit(ToBody{out}, body);
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
  return out;
}

model::Text from_wire(const v1::Text& text, Seq reply_to) { return {text.text(), reply_to}; }

model::Picture from_wire(const v1::Picture& picture, Seq reply_to) {
  return {.file = from_wire(picture.file()),
          .thumbnail = picture.has_thumbnail() ? std::optional(from_wire(picture.thumbnail())) : std::nullopt,
          .width = picture.width(),
          .height = picture.height(),
          .thumb_hash = picture.thumb_hash(),
          .original = picture.original(),
          .caption = picture.caption(),
          .reply_to = reply_to};
}

model::Voice from_wire(const v1::Voice& voice, Seq reply_to) {
  return {.file = from_wire(voice.file()),
          .duration_ms = voice.duration_ms(),
          .waveform = voice.waveform(),
          .reply_to = reply_to};
}

model::Video from_wire(const v1::Video& video, Seq reply_to) {
  return {.file = from_wire(video.file()),
          .poster = video.has_poster() ? std::optional(from_wire(video.poster())) : std::nullopt,
          .width = video.width(),
          .height = video.height(),
          .duration_ms = video.duration_ms(),
          .thumb_hash = video.thumb_hash(),
          .caption = video.caption(),
          .reply_to = reply_to};
}

model::Document from_wire(const v1::Document& document, Seq reply_to) {
  return {
      .file = from_wire(document.file()), .name = document.name(), .caption = document.caption(), .reply_to = reply_to};
}

model::Body content_of(const v1::SendMessageRequest& request) {
  switch (request.content_case()) {
    case v1::SendMessageRequest::kText:
      return from_wire(request.text(), request.reply_to());
    case v1::SendMessageRequest::kPicture:
      return from_wire(request.picture(), request.reply_to());
    case v1::SendMessageRequest::kVoice:
      return from_wire(request.voice(), request.reply_to());
    case v1::SendMessageRequest::kVideo:
      return from_wire(request.video(), request.reply_to());
    case v1::SendMessageRequest::kDocument:
      return from_wire(request.document(), request.reply_to());
    case v1::SendMessageRequest::CONTENT_NOT_SET:
      break;
  }
  return std::monostate();
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
