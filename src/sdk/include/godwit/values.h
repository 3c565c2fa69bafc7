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
#include "godwit/bodies.h"
#include "godwit/people.h"

namespace godwit::sdk {

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
