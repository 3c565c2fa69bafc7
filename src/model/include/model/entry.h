// SPDX-License-Identifier: Apache-2.0
// What logs are made of, and the pure rules about entries. Plain values, any lane.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/log_id.h"
#include "base/random.h"
#include "model/contact.h"
#include "model/conversation_settings.h"
#include "model/group.h"
#include "model/message.h"
#include "model/user.h"

namespace godwit::model {

/// New text for the message `target`.
struct Edit {
  Seq target = 0;
  std::string text;
  std::vector<Span> spans = {};
  bool operator==(const Edit&) const = default;
};
/// Takes the message `target` back.
struct Recall {
  Seq target = 0;
  bool operator==(const Recall&) const = default;
};
/// What the author thinks of the message `target`, in one emoji; empty = nothing any more.
struct Reaction {
  Seq target = 0;
  std::string emoji;
  bool operator==(const Reaction&) const = default;
};
/// The message `target` is shown at the top of the conversation, or no longer.
struct Pin {
  Seq target = 0;
  bool pinned = false;
  bool operator==(const Pin&) const = default;
};
/// Messages from here on disappear after so many seconds, 0 = they stay.
struct ExpiryChanged {
  std::uint32_t seconds = 0;
  bool operator==(const ExpiryChanged&) const = default;
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
/// User log: the owner's settings of a conversation have a new value.
struct ConversationChanged {
  LogId log;
  ConversationSettings settings;
  bool operator==(const ConversationChanged&) const = default;
};
/// User log: the owner became or is no longer a member of a group.
struct MembershipChanged {
  LogId log;
  bool member = false;
  std::string name;  ///< of the group
  UserId by;
  bool dismissed = false;
  bool operator==(const MembershipChanged&) const = default;
};
/// User log: so many wait to be let into a group.
struct JoinRequestsChanged {
  LogId log;
  std::uint32_t waiting = 0;
  bool operator==(const JoinRequestsChanged&) const = default;
};
/// User log: the owner does not want to see these messages.
struct MessagesHidden {
  LogId log;
  std::vector<Seq> seqs;
  bool operator==(const MessagesHidden&) const = default;
};
/// A kind that a newer version wrote: kept as it is.
struct UnknownBody {
  std::string bytes;
  bool operator==(const UnknownBody&) const = default;
};
/// monostate = tombstone: the entry has no body that may be shown. New kinds come last: the place is in the hash of requests.
using Body = std::variant<std::monostate, Text, Edit, Recall, DirectStarted, ContactChanged, ProfileChanged,
                          UnknownBody, SettingsChanged, Picture, Voice, Video, Document, Reaction, MembershipChanged,
                          JoinRequestsChanged, GroupCreated, MembersAdded, MembersRemoved, RoleChanged, GroupChanged,
                          NicknameChanged, MemberMuted, GroupDismissed, Merged, Location, Card, Custom, Pin,
                          ExpiryChanged, ConversationChanged, MessagesHidden>;

/// A message inside a merged one.
struct MergedItem {
  UserId author;
  UnixMillis time_ms = 0;
  Body body;
  std::string name = {};  ///< of the author, when they were merged
  bool operator==(const MergedItem&) const = default;
};

inline bool Merged::operator==(const Merged&) const = default;

struct ReactionCount {
  std::string emoji;
  std::uint32_t count = 0;
  std::vector<UserId> users;  ///< oldest first, at most 20
  bool operator==(const ReactionCount&) const = default;
};

/// What happened to a message since, as of the head of the page that carries it.
struct Overlay {
  Seq edited_seq = 0;                         ///< newest edit, 0 = none
  std::string text;                           ///< current text when edited
  Seq recalled_seq = 0;                       ///< 0 = not recalled
  std::vector<ReactionCount> reactions = {};  ///< in the order of their first use
  std::vector<Span> spans = {};               ///< of `text`
  bool expired = false;                       ///< it disappeared, as the conversation or the server had set

  bool operator==(const Overlay&) const = default;
};

struct Entry {
  LogId log;
  Seq seq = 0;
  UserId author;  ///< 0 = the server
  UnixMillis time_ms = 0;
  std::uint64_t message_index = 0;    ///< messages up to and including this entry
  std::optional<ClientId> client_id;  ///< on live entries only
  /// Of a group's live entries: Group::member_version when it was stored.
  std::uint64_t member_version = 0;
  Body body;
  std::optional<Overlay> overlay;

  bool operator==(const Entry&) const = default;
};

/// A message counts as unread until it is passed; edits, recalls, reactions and system entries do not.
bool counts_as_message(const Body& body);

/// Whether it says what happens to a group: its profile, rules, members.
bool is_group_change(const Body& body);

/// Whether it changes who is a member of a group, or in which role: each such entry has the next Group::member_version.
bool changes_members(const Body& body);

/// The seq an entry acts on, 0 for others.
Seq target_of(const Body& body);

/// The message that a message answers, 0 for none.
Seq reply_of(const Body& body);

/// What people read of a message, or of an edit: its text or caption; and the ranges of that.
std::string_view text_of(const Body& body);
const std::vector<Span>& spans_of(const Body& body);

/// What a message carries beside its content; nullptr for what is no message.
Context* context_of(Body& body);
/// When a message disappears, 0 = it stays.
UnixMillis expiry_of(const Body& body);

/// The files that a message shows, those of merged ones too, to be filled in or looked at.
std::vector<File*> files_of(Body& body);

/// Whether a person may say this as it is: lengths, sizes, names. kInvalid names the field.
Status check_content(const Body& body);

/// Whether `author` may amend (edit, recall, react to, pin) `target`: nullptr = there is no such entry; its overlay is in it. Who manages
/// the target's author in a group may recall, too. kNotFound, kForbidden (someone else's), kConflict (not a message, or recalled).
Status check_amendment(UserId author, const Body& amendment, const Entry* target, bool manages_author = false);

}  // namespace godwit::model
