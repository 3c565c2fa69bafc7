// SPDX-License-Identifier: Apache-2.0
// The generated messages, and the one translation between them and the model. EntryBody is also the form at rest.
// Heavy to include: only where messages are handled. Sans-I/O, any lane.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "godwit/v1/accounts.pb.h"
#include "godwit/v1/admin.pb.h"
#include "godwit/v1/contacts.pb.h"
#include "godwit/v1/conversations.pb.h"
#include "godwit/v1/devices.pb.h"
#include "godwit/v1/entry.pb.h"
#include "godwit/v1/error.pb.h"
#include "godwit/v1/groups.pb.h"
#include "godwit/v1/messages.pb.h"
#include "godwit/v1/method.pb.h"
#include "godwit/v1/presence.pb.h"
#include "godwit/v1/reports.pb.h"
#include "godwit/v1/search.pb.h"
#include "godwit/v1/session.pb.h"
#include "godwit/v1/sync.pb.h"
#include "model/entry.h"
#include "model/forward.h"
#include "model/log_state.h"
#include "model/presence.h"

namespace godwit::protocol {

v1::Error to_wire(const Error& error);
v1::User to_wire(const model::User& user);
v1::Settings to_wire(const model::Settings& settings);
model::Settings from_wire(const v1::Settings& settings);
v1::Contact to_wire(const model::Contact& contact);
v1::File to_wire(const model::File& file);
v1::EntryBody to_wire(const model::Body& body);
v1::Entry to_wire(const model::Entry& entry);
v1::Presence to_wire(const model::Presence& presence);
v1::Cursor to_wire(const model::Cursor& cursor);
v1::Head to_wire(const model::Head& head);

v1::Group to_wire(const model::Group& group);
v1::GroupRules to_wire(const model::GroupRules& rules);
model::GroupRules from_wire(const v1::GroupRules& rules);
v1::GroupMember to_wire(const model::GroupMember& member);
v1::ConversationSettings to_wire(const model::ConversationSettings& settings);
model::ConversationSettings from_wire(const v1::ConversationSettings& settings);
v1::Span to_wire(const model::Span& span);
std::vector<model::Span> from_wire(const google::protobuf::RepeatedPtrField<v1::Span>& spans);
/// UnknownBody for what this version does not know, in part or whole.
model::Body from_wire(const v1::EntryBody& body);
/// What a person wants to say; monostate when the request has no content, or is a forward.
model::Body content_of(const v1::SendMessageRequest& request);
/// What a person wants to say again; nullopt when the request is no forward. kInvalid.
Result<std::optional<model::Forward>> forward_of(const v1::SendMessageRequest& request);

/// UUID text (8-4-4-4-12, either case) ⇄ 16 bytes.
std::optional<ClientId> parse_client_id(std::string_view text);
std::string format_client_id(const ClientId& id);

/// Keeps protobuf from writing to standard error about what strangers send. Once, at start.
void silence_protobuf();

/// "SendMessage" for METHOD_SEND_MESSAGE; empty when unknown.
std::string_view method_name(std::uint32_t method);
/// The number for "SendMessage"; 0 when unknown.
std::uint32_t find_method(std::string_view name);

}  // namespace godwit::protocol
