// SPDX-License-Identifier: Apache-2.0
#include "protocol/body_codec.h"

#include "protocol/wire.h"

namespace godwit::protocol {
namespace {

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

}  // namespace

std::string encode_body(const model::Body& body) {
  if (const auto* unknown = std::get_if<model::UnknownBody>(&body)) return unknown->bytes;
  return to_wire(body).SerializeAsString();
}

model::Body decode_body(std::string_view bytes) {
  if (bytes.empty()) return std::monostate();
  v1::EntryBody body;
  if (!body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return model::UnknownBody{std::string(bytes)};
  switch (body.kind_case()) {
    case v1::EntryBody::kText:
      return from_wire(body.text(), body.reply_to());
    case v1::EntryBody::kPicture:
      return from_wire(body.picture(), body.reply_to());
    case v1::EntryBody::kVoice:
      return from_wire(body.voice(), body.reply_to());
    case v1::EntryBody::kVideo:
      return from_wire(body.video(), body.reply_to());
    case v1::EntryBody::kDocument:
      return from_wire(body.document(), body.reply_to());
    case v1::EntryBody::kReaction:
      return model::Reaction{body.reaction().target(), body.reaction().emoji()};
    case v1::EntryBody::kEdit:
      return model::Edit{body.edit().target(), body.edit().text()};
    case v1::EntryBody::kRecall:
      return model::Recall{body.recall().target()};
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
    case v1::EntryBody::KIND_NOT_SET:
      break;
  }
  return model::UnknownBody{std::string(bytes)};
}

}  // namespace godwit::protocol
