// SPDX-License-Identifier: Apache-2.0
// What the client library gives and takes: plain values, any thread. They stand for themselves and not for the server's own model,
// so that a program on this library does not change with the server. Times are Unix milliseconds, sizes bytes; seq 0 = none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/log_id.h"
#include "base/random.h"

namespace godwit::sdk {

/// A person as others see them.
struct User {
  UserId id;
  std::string handle;
  std::string name;       ///< display name; empty on a deleted account
  std::string signature;  ///< a line about themselves
  std::string avatar;     ///< media id, empty = none
  bool deleted = false;
  bool bot = false;
  bool operator==(const User&) const = default;
};

struct Settings {
  bool invisible = false;
  bool hide_read = false;
  bool unlisted = false;
  bool operator==(const Settings&) const = default;
};

enum class ContactState : std::uint8_t { kNone = 1, kOutgoing = 2, kIncoming = 3, kAccepted = 4 };

/// One row of the contact list.
struct Contact {
  User user;  ///< the other person
  ContactState state = ContactState::kNone;
  std::string alias;  ///< our own name for them
  std::string request_text;
  bool blocked = false;
  UnixMillis changed_ms = 0;
  bool operator==(const Contact&) const = default;
};

/// Uploaded bytes: fetch them with Client::download.
struct File {
  std::string id;
  std::string type;  ///< MIME type as the server recognised it
  std::uint64_t size = 0;
  bool operator==(const File&) const = default;
};

struct Text {
  std::string text;  ///< UTF-8, 1–16,384 bytes
  bool operator==(const Text&) const = default;
};
struct Picture {
  File file;
  std::optional<File> thumbnail;
  std::uint32_t width = 0;  ///< pixels, 1–65,535
  std::uint32_t height = 0;
  std::string thumb_hash;  ///< ≤ 32 bytes, empty = none
  bool original = false;
  std::string caption;
  bool operator==(const Picture&) const = default;
};
struct Voice {
  File file;
  std::uint32_t duration_ms = 0;
  std::string waveform;  ///< loudness, one byte each, ≤ 128
  bool operator==(const Voice&) const = default;
};
struct Video {
  File file;
  std::optional<File> poster;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t duration_ms = 0;
  std::string thumb_hash;
  std::string caption;
  bool operator==(const Video&) const = default;
};
struct Document {
  File file;
  std::string name;  ///< 1–255 bytes, no slash
  std::string caption;
  bool operator==(const Document&) const = default;
};
struct Location {
  double latitude = 0;  ///< degrees, WGS 84
  double longitude = 0;
  std::string name;     ///< one line, ≤ 255 bytes
  std::string address;  ///< likewise
  bool operator==(const Location&) const = default;
};
/// A person's card, or with a code a group's.
struct Card {
  UserId user = {};
  std::string group_link = {};
  std::string name = {};  ///< of the person or the group, when it was sent; the server knows it
  bool operator==(const Card&) const = default;
};
/// What an application of its own understands.
struct Custom {
  std::string type;      ///< such as "com.example.poll"
  std::string data;      ///< ≤ 16 KiB
  std::string fallback;  ///< to be shown by who does not know the type
  bool operator==(const Custom&) const = default;
};
struct MergedItem;
/// Several messages as one record.
struct Merged {
  std::vector<MergedItem> items;
  bool operator==(const Merged&) const;
};
/// What a person can say.
using Content = std::variant<Text, Picture, Voice, Video, Document, Location, Card, Custom>;

/// Where a forwarded message was first said.
struct Origin {
  UserId author;
  UnixMillis time_ms = 0;
  std::string name;  ///< of the author, when it was forwarded
  bool operator==(const Origin&) const = default;
};

struct Edit {
  Seq target = 0;
  std::string text;
  bool operator==(const Edit&) const = default;
};
struct Recall {
  Seq target = 0;
  bool operator==(const Recall&) const = default;
};
struct Reaction {
  Seq target = 0;
  std::string emoji;  ///< empty = taken back
  bool operator==(const Reaction&) const = default;
};
struct DirectStarted {
  UserId requester;
  std::string text;
  bool operator==(const DirectStarted&) const = default;
};
/// User log.
struct ContactRow {
  Contact contact;
  bool operator==(const ContactRow&) const = default;
};
/// User log.
struct Profile {
  User user;
  bool operator==(const Profile&) const = default;
};
/// User log.
struct OwnSettings {
  Settings settings;
  bool operator==(const OwnSettings&) const = default;
};
/// A kind that a newer version wrote: show "unsupported".
struct Unsupported {
  bool operator==(const Unsupported&) const = default;
};
/// monostate = tombstone: recalled, or not to be shown.
using Body = std::variant<std::monostate, Text, Picture, Voice, Video, Document, Edit, Recall, Reaction, DirectStarted,
                          ContactRow, Profile, OwnSettings, Unsupported, Location, Card, Custom, Merged>;

/// A message inside a merged one.
struct MergedItem {
  UserId author;
  UnixMillis time_ms = 0;
  std::string name;  ///< of the author, when they were merged
  Body body;
  bool operator==(const MergedItem&) const = default;
};

inline bool Merged::operator==(const Merged&) const = default;

/// A message in one line for lists and notices: its text, or what it is in English. Empty for what is no message.
std::string to_line(const Body& body);

/// One entry of a log as it is there; (log, epoch, seq) names it for ever.
struct Entry {
  LogId log;
  Epoch epoch = 0;
  Seq seq = 0;
  UserId author;  ///< 0 = the server
  UnixMillis time_ms = 0;
  std::uint64_t message_index = 0;
  std::optional<ClientId> client_id;  ///< of our own live sends
  Seq reply_to = 0;
  std::optional<Origin> origin = {};  ///< of a forwarded message
  Body body = {};
  std::string wire = {};  ///< godwit.v1.Entry in protobuf, as it came
  bool operator==(const Entry&) const = default;
};

/// The entry in canonical protobuf-JSON (docs/protocol.md §2), one line.
std::string to_json(const Entry& entry);

/// Where a message stands. kUploading comes before kSending for one with a file.
enum class MessageState : std::uint8_t { kUploading, kSending, kSent, kDelivered, kRead, kFailed };

struct ReactionCount {
  std::string emoji;
  std::uint32_t count = 0;
  std::vector<UserId> users;  ///< at most 20, ourselves among them if we reacted so
  bool operator==(const ReactionCount&) const = default;
};

/// A message with all that happened to it since: what a person sees.
struct Message {
  LogId log;
  Seq seq = 0;                        ///< 0 while it is in the outbox
  std::optional<ClientId> client_id;  ///< set while it is in the outbox: for retry() and discard()
  UserId author;
  UnixMillis time_ms = 0;
  std::uint64_t message_index = 0;
  Seq reply_to = 0;
  std::optional<Origin> origin = {};  ///< of a forwarded message
  Body body;         ///< as sent; monostate when recalled. DirectStarted and Unsupported are shown as lines too
  std::string text;  ///< current text or caption, after edits
  bool edited = false;
  bool recalled = false;
  std::vector<ReactionCount> reactions;
  MessageState state = MessageState::kSent;  ///< of our own; kSent for others'
  std::optional<Error> failure;              ///< when kFailed
  bool operator==(const Message& other) const;
};

/// How far a member has come.
struct Cursor {
  UserId user;
  Seq delivered = 0;
  Seq read = 0;
  std::uint64_t read_index = 0;
  bool operator==(const Cursor&) const = default;
};

/// A conversation as a list of chats shows it.
struct Conversation {
  LogId log;
  User peer;  ///< the other person; ourselves in the note-to-self
  Seq head = 0;
  std::uint64_t unread = 0;
  bool may_send = false;
  std::optional<Message> last_message;
  std::vector<Cursor> cursors;
  Seq first_held = 1;     ///< the first entry that is in the cache
  Seq last_held = 0;      ///< the position: all of first_held … last_held are there
  bool complete = false;  ///< nothing older can be had
};

struct Presence {
  UserId user;
  bool online = false;
  UnixMillis last_seen_ms = 0;  ///< 0 while online and when it is not told
  bool operator==(const Presence&) const = default;
};

enum class Activity : std::uint8_t { kTyping = 1, kRecording = 2, kNone = 3 };

struct Device {
  DeviceId id;
  std::string name;
  std::string client;
  UnixMillis created_ms = 0;
  UnixMillis last_used_ms = 0;
  std::string address;
  bool online = false;
  bool current = false;  ///< this one
};

/// Where the server stored what was sent.
struct Appended {
  Epoch epoch = 0;
  Seq seq = 0;
  UnixMillis time_ms = 0;
  std::uint64_t message_index = 0;
};

}  // namespace godwit::sdk
