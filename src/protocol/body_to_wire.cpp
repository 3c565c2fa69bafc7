// SPDX-License-Identifier: Apache-2.0
// Bodies of entries on their way to the wire and to rest.
#include "protocol/wire.h"

namespace godwit::protocol {
namespace {

void put_users(const std::vector<UserId>& users, google::protobuf::RepeatedField<std::int64_t>& out) {
  for (const UserId user : users) out.Add(user.value);
}

struct ToBody {
  v1::EntryBody& out;

  template <class Kind>
  void operator()(const Kind& body) const {
    put(body);
    if constexpr (requires { body.context; }) put_context(body.context);
  }

  void put_context(const model::Context& context) const {
    out.set_reply_to(context.reply_to);
    out.set_thread_root(context.thread_root);
    out.set_expires_ms(context.expires_ms);
    if (context.origin) {
      out.mutable_origin()->set_author(context.origin->author.value);
      out.mutable_origin()->set_time_ms(context.origin->time_ms);
      out.mutable_origin()->set_name(context.origin->name);
    }
    put_spans(context.spans);
  }
  void put_spans(const std::vector<model::Span>& spans) const {
    for (const model::Span& span : spans) *out.add_spans() = to_wire(span);
  }

  void put(std::monostate) const {}
  void put(const model::Text& body) const { out.mutable_text()->set_text(body.text); }
  void put(const model::Picture& body) const {
    v1::Picture& picture = *out.mutable_picture();
    *picture.mutable_file() = to_wire(body.file);
    if (body.thumbnail) *picture.mutable_thumbnail() = to_wire(*body.thumbnail);
    picture.set_width(body.width);
    picture.set_height(body.height);
    picture.set_thumb_hash(body.thumb_hash);
    picture.set_original(body.original);
    picture.set_caption(body.caption);
  }
  void put(const model::Voice& body) const {
    *out.mutable_voice()->mutable_file() = to_wire(body.file);
    out.mutable_voice()->set_duration_ms(body.duration_ms);
    out.mutable_voice()->set_waveform(body.waveform);
  }
  void put(const model::Video& body) const {
    v1::Video& video = *out.mutable_video();
    *video.mutable_file() = to_wire(body.file);
    if (body.poster) *video.mutable_poster() = to_wire(*body.poster);
    video.set_width(body.width);
    video.set_height(body.height);
    video.set_duration_ms(body.duration_ms);
    video.set_thumb_hash(body.thumb_hash);
    video.set_caption(body.caption);
  }
  void put(const model::Document& body) const {
    *out.mutable_document()->mutable_file() = to_wire(body.file);
    out.mutable_document()->set_name(body.name);
    out.mutable_document()->set_caption(body.caption);
  }
  void put(const model::Merged& body) const {
    v1::Merged& merged = *out.mutable_merged();
    for (const model::MergedItem& item : body.items) {
      v1::MergedItem& to = *merged.add_items();
      to.set_author(item.author.value);
      to.set_time_ms(item.time_ms);
      to.set_name(item.name);
      *to.mutable_body() = to_wire(item.body);
    }
  }
  void put(const model::Location& body) const {
    v1::Location& location = *out.mutable_location();
    location.set_latitude(body.latitude);
    location.set_longitude(body.longitude);
    location.set_name(body.name);
    location.set_address(body.address);
  }
  void put(const model::Card& body) const {
    if (body.group_link.empty()) {
      out.mutable_card()->set_user(body.user.value);
    } else {
      out.mutable_card()->set_group_link(body.group_link);
    }
    if (body.shown) *out.mutable_card()->mutable_shown() = to_wire(*body.shown);
    out.mutable_card()->set_group_name(body.group_name);
  }
  void put(const model::Custom& body) const {
    out.mutable_custom()->set_type(body.type);
    out.mutable_custom()->set_data(body.data);
    out.mutable_custom()->set_fallback(body.fallback);
  }
  void put(const model::Reaction& body) const {
    out.mutable_reaction()->set_target(body.target);
    out.mutable_reaction()->set_emoji(body.emoji);
  }
  void put(const model::Edit& body) const {
    out.mutable_edit()->set_target(body.target);
    out.mutable_edit()->set_text(body.text);
    put_spans(body.spans);
  }
  void put(const model::Recall& body) const { out.mutable_recall()->set_target(body.target); }
  void put(const model::Pin& body) const {
    out.mutable_pin()->set_target(body.target);
    out.mutable_pin()->set_pinned(body.pinned);
  }
  void put(const model::ExpiryChanged& body) const { out.mutable_expiry_changed()->set_seconds(body.seconds); }
  void put(const model::DirectStarted& body) const {
    out.mutable_direct_started()->set_requester(body.requester.value);
    out.mutable_direct_started()->set_text(body.text);
  }
  void put(const model::ContactChanged& body) const {
    *out.mutable_contact_changed()->mutable_contact() = to_wire(body.contact);
  }
  void put(const model::ProfileChanged& body) const {
    *out.mutable_profile_changed()->mutable_user() = to_wire(body.user);
  }
  void put(const model::SettingsChanged& body) const {
    *out.mutable_settings_changed()->mutable_settings() = to_wire(body.settings);
  }
  void put(const model::ConversationChanged& body) const {
    out.mutable_conversation_changed()->set_log(body.log.to_string());
    *out.mutable_conversation_changed()->mutable_settings() = to_wire(body.settings);
  }
  void put(const model::MembershipChanged& body) const {
    v1::MembershipChanged& changed = *out.mutable_membership_changed();
    changed.set_log(body.log.to_string());
    changed.set_member(body.member);
    changed.set_name(body.name);
    changed.set_by(body.by.value);
    changed.set_dismissed(body.dismissed);
  }
  void put(const model::JoinRequestsChanged& body) const {
    out.mutable_join_requests_changed()->set_log(body.log.to_string());
    out.mutable_join_requests_changed()->set_waiting(body.waiting);
  }
  void put(const model::MessagesHidden& body) const {
    out.mutable_messages_hidden()->set_log(body.log.to_string());
    out.mutable_messages_hidden()->mutable_seqs()->Add(body.seqs.begin(), body.seqs.end());
  }
  void put(const model::GroupCreated& body) const {
    out.mutable_group_created()->set_name(body.name);
    out.mutable_group_created()->set_channel(body.channel);
  }
  void put(const model::MembersAdded& body) const {
    put_users(body.users, *out.mutable_members_added()->mutable_users());
    out.mutable_members_added()->set_by_link(body.by_link);
  }
  void put(const model::MembersRemoved& body) const {
    put_users(body.users, *out.mutable_members_removed()->mutable_users());
  }
  void put(const model::RoleChanged& body) const {
    out.mutable_role_changed()->set_user(body.user.value);
    out.mutable_role_changed()->set_role(static_cast<v1::GroupRole>(body.role));
  }
  void put(const model::GroupChanged& body) const {
    v1::GroupChanged& changed = *out.mutable_group_changed();
    if (body.name) changed.set_name(*body.name);
    if (body.avatar) changed.set_avatar(*body.avatar);
    if (body.description) changed.set_description(*body.description);
    if (body.notice) changed.set_notice(*body.notice);
    if (body.rules) *changed.mutable_rules() = to_wire(*body.rules);
  }
  void put(const model::NicknameChanged& body) const { out.mutable_nickname_changed()->set_nickname(body.nickname); }
  void put(const model::MemberMuted& body) const {
    out.mutable_member_muted()->set_user(body.user.value);
    out.mutable_member_muted()->set_until_ms(body.until_ms);
  }
  void put(const model::GroupDismissed&) const { out.mutable_group_dismissed(); }
  void put(const model::UnknownBody& body) const {
    // Fields that this version does not know survive in the message; bytes that are no message at all show as an unknown kind.
    if (!out.ParseFromString(body.bytes)) out.Clear();
  }
};

}  // namespace

v1::EntryBody to_wire(const model::Body& body) {
  v1::EntryBody out;
  std::visit(ToBody{out}, body);
  return out;
}

}  // namespace godwit::protocol
