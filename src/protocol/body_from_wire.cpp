// SPDX-License-Identifier: Apache-2.0
// Bodies of entries as they come from the wire and from rest.
#include "protocol/wire.h"

namespace godwit::protocol {
namespace {

model::File from_wire(const v1::File& file) { return {file.id(), file.type(), file.size()}; }

model::User from_wire(const v1::User& user) {
  return {.id = UserId(user.id()),
          .handle = user.handle(),
          .name = user.name(),
          .signature = user.signature(),
          .avatar = user.avatar(),
          .deleted = user.deleted(),
          .bot = user.bot()};
}

model::Contact from_wire(const v1::Contact& contact) {
  return {.user = from_wire(contact.user()),
          .state = static_cast<model::ContactState>(contact.state()),
          .alias = contact.alias(),
          .request_text = contact.request_text(),
          .blocked = contact.blocked(),
          .changed_ms = contact.changed_ms()};
}

bool is_known(v1::ContactState state) { return state >= v1::CONTACT_STATE_NONE && state <= v1::CONTACT_STATE_ACCEPTED; }
bool is_known(v1::GroupRole role) { return role >= v1::GROUP_ROLE_MEMBER && role <= v1::GROUP_ROLE_OWNER; }

std::vector<UserId> users_of(const google::protobuf::RepeatedField<std::int64_t>& from) {
  std::vector<UserId> users;
  users.reserve(static_cast<std::size_t>(from.size()));
  for (const std::int64_t id : from) users.emplace_back(id);
  return users;
}

model::Text from_wire(const v1::Text& text) { return {.text = text.text()}; }

model::Picture from_wire(const v1::Picture& picture) {
  return {.file = from_wire(picture.file()),
          .thumbnail = picture.has_thumbnail() ? std::optional(from_wire(picture.thumbnail())) : std::nullopt,
          .width = picture.width(),
          .height = picture.height(),
          .thumb_hash = picture.thumb_hash(),
          .original = picture.original(),
          .caption = picture.caption()};
}

model::Voice from_wire(const v1::Voice& voice) {
  return {.file = from_wire(voice.file()), .duration_ms = voice.duration_ms(), .waveform = voice.waveform()};
}

model::Video from_wire(const v1::Video& video) {
  return {.file = from_wire(video.file()),
          .poster = video.has_poster() ? std::optional(from_wire(video.poster())) : std::nullopt,
          .width = video.width(),
          .height = video.height(),
          .duration_ms = video.duration_ms(),
          .thumb_hash = video.thumb_hash(),
          .caption = video.caption()};
}

model::Document from_wire(const v1::Document& document) {
  return {.file = from_wire(document.file()), .name = document.name(), .caption = document.caption()};
}

model::Merged from_wire(const v1::Merged& merged) {
  model::Merged out;
  for (const v1::MergedItem& item : merged.items()) {
    out.items.push_back({UserId(item.author()), item.time_ms(), protocol::from_wire(item.body()), item.name()});
  }
  return out;
}

model::Location from_wire(const v1::Location& location) {
  return {.latitude = location.latitude(),
          .longitude = location.longitude(),
          .name = location.name(),
          .address = location.address()};
}

model::Card from_wire(const v1::Card& card) {
  return {.user = UserId(card.user()),
          .group_link = card.group_link(),
          .shown = card.has_shown() ? std::optional(from_wire(card.shown())) : std::nullopt,
          .group_name = card.group_name()};
}

model::Custom from_wire(const v1::Custom& custom) {
  return {.type = custom.type(), .data = custom.data(), .fallback = custom.fallback()};
}

std::optional<std::string> given(bool has, const std::string& value) {
  return has ? std::optional(value) : std::nullopt;
}

model::GroupChanged from_wire(const v1::GroupChanged& changed) {
  return {.name = given(changed.has_name(), changed.name()),
          .avatar = given(changed.has_avatar(), changed.avatar()),
          .description = given(changed.has_description(), changed.description()),
          .notice = given(changed.has_notice(), changed.notice()),
          .rules = changed.has_rules() ? std::optional(protocol::from_wire(changed.rules())) : std::nullopt};
}

/// A message with what stands beside its content.
template <class Kind>
model::Body with_context(Kind kind, const v1::EntryBody& body) {
  kind.context.reply_to = body.reply_to();
  kind.context.thread_root = body.thread_root();
  kind.context.expires_ms = body.expires_ms();
  if (body.has_origin()) {
    kind.context.origin =
        model::Origin{UserId(body.origin().author()), body.origin().time_ms(), body.origin().name()};
  }
  kind.context.spans = protocol::from_wire(body.spans());
  return kind;
}

/// Entries about another log: nullopt when it has no name that this version knows.
std::optional<model::Body> about_log(const v1::EntryBody& body) {
  const auto named = [](const std::string& log) { return LogId::parse(log); };
  if (body.has_conversation_changed()) {
    const auto log = named(body.conversation_changed().log());
    if (log) return model::ConversationChanged{*log, protocol::from_wire(body.conversation_changed().settings())};
  } else if (body.has_membership_changed()) {
    const v1::MembershipChanged& it = body.membership_changed();
    if (const auto log = named(it.log())) {
      return model::MembershipChanged{*log, it.member(), it.name(), UserId(it.by()), it.dismissed()};
    }
  } else if (body.has_join_requests_changed()) {
    const auto log = named(body.join_requests_changed().log());
    if (log) return model::JoinRequestsChanged{*log, body.join_requests_changed().waiting()};
  } else if (body.has_messages_hidden()) {
    const v1::MessagesHidden& it = body.messages_hidden();
    if (const auto log = named(it.log())) return model::MessagesHidden{*log, {it.seqs().begin(), it.seqs().end()}};
  }
  return std::nullopt;
}

/// nullopt for what this version does not know, in part or whole.
std::optional<model::Body> known(const v1::EntryBody& body) {
  switch (body.kind_case()) {
    case v1::EntryBody::kText:
      return with_context(from_wire(body.text()), body);
    case v1::EntryBody::kPicture:
      return with_context(from_wire(body.picture()), body);
    case v1::EntryBody::kVoice:
      return with_context(from_wire(body.voice()), body);
    case v1::EntryBody::kVideo:
      return with_context(from_wire(body.video()), body);
    case v1::EntryBody::kDocument:
      return with_context(from_wire(body.document()), body);
    case v1::EntryBody::kMerged:
      return with_context(from_wire(body.merged()), body);
    case v1::EntryBody::kLocation:
      return with_context(from_wire(body.location()), body);
    case v1::EntryBody::kCard:
      return with_context(from_wire(body.card()), body);
    case v1::EntryBody::kCustom:
      return with_context(from_wire(body.custom()), body);
    case v1::EntryBody::kReaction:
      return model::Reaction{body.reaction().target(), body.reaction().emoji()};
    case v1::EntryBody::kEdit:
      return model::Edit{body.edit().target(), body.edit().text(), protocol::from_wire(body.spans())};
    case v1::EntryBody::kRecall:
      return model::Recall{body.recall().target()};
    case v1::EntryBody::kPin:
      return model::Pin{body.pin().target(), body.pin().pinned()};
    case v1::EntryBody::kExpiryChanged:
      return model::ExpiryChanged{body.expiry_changed().seconds()};
    case v1::EntryBody::kDirectStarted:
      return model::DirectStarted{UserId(body.direct_started().requester()), body.direct_started().text()};
    case v1::EntryBody::kContactChanged:
      // A state that a newer version invented makes the whole row unknown: half a row would replace a whole one.
      if (!is_known(body.contact_changed().contact().state())) break;
      return model::ContactChanged{from_wire(body.contact_changed().contact())};
    case v1::EntryBody::kProfileChanged:
      return model::ProfileChanged{from_wire(body.profile_changed().user())};
    case v1::EntryBody::kSettingsChanged:
      return model::SettingsChanged{protocol::from_wire(body.settings_changed().settings())};
    case v1::EntryBody::kConversationChanged:
    case v1::EntryBody::kMembershipChanged:
    case v1::EntryBody::kJoinRequestsChanged:
    case v1::EntryBody::kMessagesHidden:
      return about_log(body);
    case v1::EntryBody::kGroupCreated:
      return model::GroupCreated{body.group_created().name(), body.group_created().channel()};
    case v1::EntryBody::kMembersAdded:
      return model::MembersAdded{users_of(body.members_added().users()), body.members_added().by_link()};
    case v1::EntryBody::kMembersRemoved:
      return model::MembersRemoved{users_of(body.members_removed().users())};
    case v1::EntryBody::kRoleChanged:
      if (!is_known(body.role_changed().role())) break;
      return model::RoleChanged{UserId(body.role_changed().user()),
                                static_cast<model::GroupRole>(body.role_changed().role())};
    case v1::EntryBody::kGroupChanged:
      return from_wire(body.group_changed());
    case v1::EntryBody::kNicknameChanged:
      return model::NicknameChanged{body.nickname_changed().nickname()};
    case v1::EntryBody::kMemberMuted:
      return model::MemberMuted{UserId(body.member_muted().user()), body.member_muted().until_ms()};
    case v1::EntryBody::kGroupDismissed:
      return model::GroupDismissed{};
    case v1::EntryBody::KIND_NOT_SET:
      break;
  }
  return std::nullopt;
}

/// What a person wants to say, before its context.
v1::EntryBody said(const v1::SendMessageRequest& request) {
  v1::EntryBody body;
  switch (request.content_case()) {
    case v1::SendMessageRequest::kText:
      *body.mutable_text() = request.text();
      break;
    case v1::SendMessageRequest::kPicture:
      *body.mutable_picture() = request.picture();
      break;
    case v1::SendMessageRequest::kVoice:
      *body.mutable_voice() = request.voice();
      break;
    case v1::SendMessageRequest::kVideo:
      *body.mutable_video() = request.video();
      break;
    case v1::SendMessageRequest::kDocument:
      *body.mutable_document() = request.document();
      break;
    case v1::SendMessageRequest::kLocation:
      *body.mutable_location() = request.location();
      break;
    case v1::SendMessageRequest::kCard:
      *body.mutable_card() = request.card();
      break;
    case v1::SendMessageRequest::kCustom:
      *body.mutable_custom() = request.custom();
      break;
    case v1::SendMessageRequest::kForward:
    case v1::SendMessageRequest::CONTENT_NOT_SET:
      break;
  }
  return body;
}

}  // namespace

model::GroupRules from_wire(const v1::GroupRules& rules) {
  // Unspecified reads as `least`; a role that this version does not know, as the highest.
  const auto role = [](v1::GroupRole given, model::GroupRole least = model::GroupRole::kMember) {
    if (given == v1::GROUP_ROLE_UNSPECIFIED) return least;
    return is_known(given) ? static_cast<model::GroupRole>(given) : model::GroupRole::kOwner;
  };
  return {.send = role(rules.send()),
          .invite = role(rules.invite()),
          .edit_profile = role(rules.edit_profile()),
          .mention_all = role(rules.mention_all(), model::GroupRole::kAdmin),
          .pin = role(rules.pin(), model::GroupRole::kAdmin),
          .join_approval = rules.join_approval(),
          .history_for_new = rules.history_for_new(),
          .slow_mode_s = rules.slow_mode_s(),
          .members_hidden = rules.members_hidden()};
}

model::ConversationSettings from_wire(const v1::ConversationSettings& settings) {
  return {.muted_until_ms = settings.muted_until_ms(),
          .mentions_anyway = settings.mentions_anyway(),
          .pinned_ms = settings.pinned_ms(),
          .archived_seq = settings.archived_seq(),
          .unread_seq = settings.unread_seq(),
          .draft = settings.draft(),
          .draft_reply_to = settings.draft_reply_to(),
          .draft_ms = settings.draft_ms()};
}

std::vector<model::Span> from_wire(const google::protobuf::RepeatedPtrField<v1::Span>& spans) {
  std::vector<model::Span> out;
  out.reserve(static_cast<std::size_t>(spans.size()));
  for (const v1::Span& span : spans) {
    // A kind of a newer version is kept out, not misread: the text stands without it.
    if (span.kind() < v1::SPAN_KIND_BOLD || span.kind() > v1::SPAN_KIND_SPOILER) continue;
    out.push_back({.kind = static_cast<model::SpanKind>(span.kind()),
                   .offset = span.offset(),
                   .length = span.length(),
                   .url = span.url(),
                   .user = UserId(span.user())});
  }
  return out;
}

model::Body from_wire(const v1::EntryBody& body) {
  auto decoded = known(body);
  return decoded ? std::move(*decoded) : model::UnknownBody{body.SerializeAsString()};
}

Result<std::optional<model::Forward>> forward_of(const v1::SendMessageRequest& request) {
  if (!request.has_forward()) return std::nullopt;
  const v1::Forward& forward = request.forward();
  const auto log = LogId::parse(forward.log());
  if (!log) return fail(ErrorCode::kInvalid, "forward.log: not a log name");
  if (request.reply_to() != 0) return fail(ErrorCode::kInvalid, "reply_to: not with a forward");
  if (request.spans_size() != 0) return fail(ErrorCode::kInvalid, "spans: not with a forward");
  return model::Forward{*log, {forward.seqs().begin(), forward.seqs().end()}, forward.merge()};
}

model::Body content_of(const v1::SendMessageRequest& request) {
  v1::EntryBody body = said(request);
  if (body.kind_case() == v1::EntryBody::KIND_NOT_SET) return std::monostate();
  body.set_reply_to(request.reply_to());
  *body.mutable_spans() = request.spans();
  return from_wire(body);
}

}  // namespace godwit::protocol
