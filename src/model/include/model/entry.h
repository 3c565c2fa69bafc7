// SPDX-License-Identifier: Apache-2.0
// What logs are made of, and the pure rules about entries. Plain values, any lane.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/error.h"
#include "base/ids.h"
#include "base/log_id.h"
#include "base/random.h"
#include "model/contact.h"
#include "model/user.h"

namespace godwit::model {

/// A message.
struct Text {
  std::string text;
  bool operator==(const Text&) const = default;
};
/// New text for the message `target`.
struct Edit {
  Seq target = 0;
  std::string text;
  bool operator==(const Edit&) const = default;
};
/// Takes the message `target` back.
struct Recall {
  Seq target = 0;
  bool operator==(const Recall&) const = default;
};
/// The beginning of a direct conversation.
struct DirectStarted {
  UserId requester;
  std::string text;
  bool operator==(const DirectStarted&) const = default;
};
/// User log: a contact row has a new value.
struct ContactChanged {
  Contact contact;
  bool operator==(const ContactChanged&) const = default;
};
/// User log: the owner's profile has a new value.
struct ProfileChanged {
  User user;
  bool operator==(const ProfileChanged&) const = default;
};
/// User log: the owner's settings have a new value.
struct SettingsChanged {
  Settings settings;
  bool operator==(const SettingsChanged&) const = default;
};
/// A kind that a newer version wrote: kept as it is.
struct UnknownBody {
  std::string bytes;
  bool operator==(const UnknownBody&) const = default;
};
/// monostate = tombstone: the entry has no body that may be shown.
using Body = std::variant<std::monostate, Text, Edit, Recall, DirectStarted, ContactChanged, ProfileChanged,
                          SettingsChanged, UnknownBody>;

/// What happened to a message since, as of the head of the page that carries it.
struct Overlay {
  Seq edited_seq = 0;    ///< newest edit, 0 = none
  std::string text;      ///< current text when edited
  Seq recalled_seq = 0;  ///< 0 = not recalled

  bool operator==(const Overlay&) const = default;
};

struct Entry {
  LogId log;
  Seq seq = 0;
  UserId author;  ///< 0 = the server
  UnixMillis time_ms = 0;
  std::uint64_t message_index = 0;    ///< messages up to and including this entry
  std::optional<ClientId> client_id;  ///< on live entries only
  Body body;
  std::optional<Overlay> overlay;

  bool operator==(const Entry&) const = default;
};

/// A message counts as unread until it is passed; edits, recalls and system entries do not.
bool counts_as_message(const Body& body);

/// The seq an entry acts on, 0 for others.
Seq target_of(const Body& body);

/// Whether `author` may edit or recall `target` (nullptr = there is no such entry), whose overlay is in it.
/// kNotFound, kForbidden (someone else's), kConflict (not a text message, or recalled).
Status check_amendment(UserId author, const Entry* target);

}  // namespace godwit::model
