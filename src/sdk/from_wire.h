// SPDX-License-Identifier: Apache-2.0
// The wire's messages as the door's values. Plain functions, any thread.
#pragma once

#include "godwit/options.h"
#include "godwit/update.h"
#include "godwit/values.h"
#include "protocol/wire.h"

namespace godwit::sdk {

User from_wire(const v1::User& user);
Settings from_wire(const v1::Settings& settings);
Contact from_wire(const v1::Contact& contact);
File from_wire(const v1::File& file);
Body from_wire(const v1::EntryBody& body);
std::optional<Origin> origin_of(const v1::EntryBody& body);
Cursor from_wire(const v1::Cursor& cursor);
Presence from_wire(const v1::Presence& presence);
Device from_wire(const v1::DeviceInfo& device);
Appended from_wire(const v1::Appended& appended);
Activity from_wire(v1::Activity activity);
/// nullopt: the log has a name of a later version.
std::optional<Entry> from_wire(const v1::Entry& entry, Epoch epoch);

v1::Settings to_wire(const Settings& settings);
/// Into the request's content.
void to_wire(const Content& content, v1::SendMessageRequest& request);

}  // namespace godwit::sdk
