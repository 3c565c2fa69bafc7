// SPDX-License-Identifier: Apache-2.0
#include "from_wire.h"

namespace godwit::sdk {
namespace {

Picture picture_of(const v1::Picture& from) {
  Picture to{.file = from_wire(from.file()), .thumbnail = {}, .width = from.width(), .height = from.height()};
  if (from.has_thumbnail()) to.thumbnail = from_wire(from.thumbnail());
  to.thumb_hash = from.thumb_hash();
  to.original = from.original();
  to.caption = from.caption();
  return to;
}

Video video_of(const v1::Video& from) {
  Video to{.file = from_wire(from.file()), .poster = {}, .width = from.width(), .height = from.height()};
  if (from.has_poster()) to.poster = from_wire(from.poster());
  to.duration_ms = from.duration_ms();
  to.thumb_hash = from.thumb_hash();
  to.caption = from.caption();
  return to;
}

Merged merged_of(const v1::Merged& from) {
  Merged to;
  for (const v1::MergedItem& item : from.items()) {
    to.items.push_back({UserId(item.author()), item.time_ms(), item.name(), from_wire(item.body())});
  }
  return to;
}

struct ToContent {
  v1::SendMessageRequest& out;

  void operator()(const Text& from) const { out.mutable_text()->set_text(from.text); }
  void operator()(const Picture& from) const {
    v1::Picture& to = *out.mutable_picture();
    to.mutable_file()->set_id(from.file.id);
    if (from.thumbnail) to.mutable_thumbnail()->set_id(from.thumbnail->id);
    to.set_width(from.width);
    to.set_height(from.height);
    to.set_thumb_hash(from.thumb_hash);
    to.set_original(from.original);
    to.set_caption(from.caption);
  }
  void operator()(const Voice& from) const {
    v1::Voice& to = *out.mutable_voice();
    to.mutable_file()->set_id(from.file.id);
    to.set_duration_ms(from.duration_ms);
    to.set_waveform(from.waveform);
  }
  void operator()(const Video& from) const {
    v1::Video& to = *out.mutable_video();
    to.mutable_file()->set_id(from.file.id);
    if (from.poster) to.mutable_poster()->set_id(from.poster->id);
    to.set_width(from.width);
    to.set_height(from.height);
    to.set_duration_ms(from.duration_ms);
    to.set_thumb_hash(from.thumb_hash);
    to.set_caption(from.caption);
  }
  void operator()(const Document& from) const {
    v1::Document& to = *out.mutable_document();
    to.mutable_file()->set_id(from.file.id);
    to.set_name(from.name);
    to.set_caption(from.caption);
  }
  void operator()(const Location& from) const {
    v1::Location& to = *out.mutable_location();
    to.set_latitude(from.latitude);
    to.set_longitude(from.longitude);
    to.set_name(from.name);
    to.set_address(from.address);
  }
  void operator()(const Card& from) const {
    if (from.group_link.empty()) {
      out.mutable_card()->set_user(from.user.value);
    } else {
      out.mutable_card()->set_group_link(from.group_link);
    }
  }
  void operator()(const Custom& from) const {
    out.mutable_custom()->set_type(from.type);
    out.mutable_custom()->set_data(from.data);
    out.mutable_custom()->set_fallback(from.fallback);
  }
};

}  // namespace

User from_wire(const v1::User& user) {
  return {.id = UserId(user.id()),
          .handle = user.handle(),
          .name = user.name(),
          .signature = user.signature(),
          .avatar = user.avatar(),
          .deleted = user.deleted(),
          .bot = user.bot()};
}

Settings from_wire(const v1::Settings& settings) {
  return {.invisible = settings.invisible(), .hide_read = settings.hide_read(), .unlisted = settings.unlisted()};
}

Contact from_wire(const v1::Contact& contact) {
  const bool known = contact.state() >= v1::CONTACT_STATE_NONE && contact.state() <= v1::CONTACT_STATE_ACCEPTED;
  return {.user = from_wire(contact.user()),
          .state = known ? static_cast<ContactState>(contact.state()) : ContactState::kNone,
          .alias = contact.alias(),
          .request_text = contact.request_text(),
          .blocked = contact.blocked(),
          .changed_ms = contact.changed_ms()};
}

File from_wire(const v1::File& file) { return {.id = file.id(), .type = file.type(), .size = file.size()}; }

Body from_wire(const v1::EntryBody& body) {
  switch (body.kind_case()) {
    case v1::EntryBody::kText:
      return Text{body.text().text()};
    case v1::EntryBody::kPicture:
      return picture_of(body.picture());
    case v1::EntryBody::kVoice:
      return Voice{from_wire(body.voice().file()), body.voice().duration_ms(), body.voice().waveform()};
    case v1::EntryBody::kVideo:
      return video_of(body.video());
    case v1::EntryBody::kDocument:
      return Document{from_wire(body.document().file()), body.document().name(), body.document().caption()};
    case v1::EntryBody::kEdit:
      return Edit{body.edit().target(), body.edit().text()};
    case v1::EntryBody::kRecall:
      return Recall{body.recall().target()};
    case v1::EntryBody::kReaction:
      return Reaction{body.reaction().target(), body.reaction().emoji()};
    case v1::EntryBody::kDirectStarted:
      return DirectStarted{UserId(body.direct_started().requester()), body.direct_started().text()};
    case v1::EntryBody::kContactChanged:
      return ContactRow{from_wire(body.contact_changed().contact())};
    case v1::EntryBody::kProfileChanged:
      return Profile{from_wire(body.profile_changed().user())};
    case v1::EntryBody::kSettingsChanged:
      return OwnSettings{from_wire(body.settings_changed().settings())};
    case v1::EntryBody::kLocation:
      return Location{body.location().latitude(), body.location().longitude(), body.location().name(),
                      body.location().address()};
    case v1::EntryBody::kCard:
      return Card{UserId(body.card().user()), body.card().group_link(),
                  body.card().has_shown() ? body.card().shown().name() : body.card().group_name()};
    case v1::EntryBody::kCustom:
      return Custom{body.custom().type(), body.custom().data(), body.custom().fallback()};
    case v1::EntryBody::kMerged:
      return merged_of(body.merged());
    default:
      break;
  }
  return Unsupported{};
}

std::optional<Origin> origin_of(const v1::EntryBody& body) {
  if (!body.has_origin()) return std::nullopt;
  return Origin{UserId(body.origin().author()), body.origin().time_ms(), body.origin().name()};
}

Cursor from_wire(const v1::Cursor& cursor) {
  return {.user = UserId(cursor.user()),
          .delivered = cursor.delivered(),
          .read = cursor.read(),
          .read_index = cursor.read_index()};
}

Presence from_wire(const v1::Presence& presence) {
  return {.user = UserId(presence.user()), .online = presence.online(), .last_seen_ms = presence.last_seen_ms()};
}

Device from_wire(const v1::DeviceInfo& device) {
  return {.id = DeviceId(device.id()),
          .name = device.name(),
          .client = device.client(),
          .created_ms = device.created_ms(),
          .last_used_ms = device.last_used_ms(),
          .address = device.address(),
          .online = device.online(),
          .current = device.current()};
}

Appended from_wire(const v1::Appended& appended) {
  return {.epoch = appended.epoch(),
          .seq = appended.seq(),
          .time_ms = appended.time_ms(),
          .message_index = appended.message_index()};
}

Activity from_wire(v1::Activity activity) {
  if (activity == v1::ACTIVITY_TYPING) return Activity::kTyping;
  return activity == v1::ACTIVITY_RECORDING ? Activity::kRecording : Activity::kNone;
}

std::optional<Entry> from_wire(const v1::Entry& entry, Epoch epoch) {
  const auto log = LogId::parse(entry.log());
  if (!log) return std::nullopt;
  Entry to{.log = *log,
           .epoch = epoch,
           .seq = entry.seq(),
           .author = UserId(entry.author()),
           .time_ms = entry.time_ms(),
           .message_index = entry.message_index(),
           .client_id = protocol::parse_client_id(entry.client_id()),
           .reply_to = entry.body().reply_to(),
           .origin = origin_of(entry.body())};
  if (entry.has_body()) to.body = from_wire(entry.body());
  to.wire = entry.SerializeAsString();
  return to;
}

v1::Settings to_wire(const Settings& settings) {
  v1::Settings out;
  out.set_invisible(settings.invisible);
  out.set_hide_read(settings.hide_read);
  out.set_unlisted(settings.unlisted);
  return out;
}

void to_wire(const Content& content, v1::SendMessageRequest& request) { std::visit(ToContent{request}, content); }

}  // namespace godwit::sdk
