// SPDX-License-Identifier: Apache-2.0
// What a client learns without asking: the stream that Client::next_update gives. Plain values, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "godwit/values.h"

namespace godwit::sdk {

/// kStopped: no token yet, logged out, or closed. kRefused: the server speaks no version that this library does.
enum class ConnectionState : std::uint8_t { kStopped, kConnecting, kWaiting, kOnline, kRefused };

struct ConnectionChanged {
  ConnectionState state = ConnectionState::kStopped;
  std::optional<Error> why;       ///< when kWaiting or kRefused: what broke (name not found, certificate, timeout …)
  std::uint32_t retry_in_ms = 0;  ///< when kWaiting
};

/// Whether everything that the server is known to have is here. Becomes true after each connect, once the gaps are read.
struct CaughtUp {
  bool yes = false;
};

/// The token is no longer good: the client has stopped. Ask for the password; the cache should be deleted.
struct LoggedOut {
  Error why;
};

/// Our own profile or settings.
struct SelfChanged {
  User self;
  Settings settings;
};

struct ContactListChanged {
  std::vector<Contact> rows;  ///< whole rows that replace those of the same person
  bool whole = false;         ///< these are all there are
};

/// A new entry of a log, after it was stored in the cache. Per log in order, without holes, and never twice, also across crashes: see
/// Client::acknowledge.
struct EntryApplied {
  Entry entry;
  std::uint64_t arrival = 0;  ///< grows over all logs of this cache; 0 unless keep_arrivals() was called
};

/// Older entries are in the cache now (a first look at a log, or load_older): read them with Client::messages.
struct HistoryLoaded {
  LogId log;
  Seq first = 0;
  Seq last = 0;
};

/// Head, unread, last message, cursors, or what is held of it changed.
struct ConversationChanged {
  Conversation conversation;
};

/// A member's marks moved: own messages up to `delivered` and `read` are so now.
struct CursorMoved {
  LogId log;
  Cursor cursor;
};

/// Something that we sent has a new state (kUploading, kSending, kSent with its seq, kFailed with the reason).
struct SendingChanged {
  Message message;
  bool gone = false;  ///< it left the outbox: it is an entry of the log now, or was discarded
};

struct PresenceChanged {
  Presence presence;
};

struct ActivityChanged {
  LogId log;
  UserId user;
  Activity activity = Activity::kNone;
  std::uint32_t expires_in_ms = 0;  ///< forget it after this
};

/// Bytes of an upload or a download.
struct TransferProgress {
  std::string name;  ///< media id of a download, client id of a sending, path of an upload
  std::uint64_t done = 0;
  std::uint64_t total = 0;  ///< 0 = not known yet
};

/// The server's store was restored from a backup: all positions and entries were dropped and are read anew.
struct EpochChanged {
  Epoch epoch = 0;
};

using Update = std::variant<ConnectionChanged, CaughtUp, LoggedOut, SelfChanged, ContactListChanged, EntryApplied,
                            HistoryLoaded, ConversationChanged, CursorMoved, SendingChanged, PresenceChanged,
                            ActivityChanged, TransferProgress, EpochChanged>;

}  // namespace godwit::sdk
