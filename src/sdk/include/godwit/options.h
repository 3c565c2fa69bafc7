// SPDX-License-Identifier: Apache-2.0
// What a client is opened with, and what goes into it. Plain values.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "godwit/values.h"

namespace godwit::sdk {

struct Options {
  /// https://host[:port] and godwits://host[:port] speak TLS (port 443 unless given), http://host[:port] and godwit://host[:port] do not
  /// (port 80). The same port serves messages and media. Nothing may follow but one slash.
  std::string server;
  /// The cache and outbox: one SQLite file for one account, made when absent (mode 0600). Empty = kept in memory, lost at the end.
  std::filesystem::path cache;
  /// Certificates to trust, PEM; empty = the system's.
  std::filesystem::path ca_file;
  /// Program and version for the server's device list, ≤ 64 bytes.
  std::string program = "godwit-sdk/0.1";
  /// Read every entry since the position, however many; else, beyond 400 missing ones of a log, the newest page only, and the cache
  /// begins anew there (older ones come with load_older).
  bool complete = false;
  /// False: next_update gives nothing; for programs that only ask and send. Else somebody must take the updates (see next_update).
  bool updates = true;
  /// How long a request waits for a connection and its answer before it fails with kTimeout.
  std::chrono::milliseconds request_timeout = std::chrono::seconds(30);
  /// Called on the client's thread when next_update() has something after it had nothing. Must not block, nor call next_update; meant
  /// to wake an event loop. poll() on update_descriptor() does the same.
  std::function<void()> on_update;
};

/// Who logged in.
struct Account {
  User self;
  std::string token;  ///< secret: keep it where only its owner reads; Client::with_token takes it
};

enum class Registration : std::uint8_t { kOpen = 1, kInvite = 2, kClosed = 3 };

/// What a server says to anyone.
struct ServerInfo {
  std::string server;
  Registration registration = Registration::kClosed;
  UnixMillis time_ms = 0;
};

struct NewAccount {
  std::string handle;
  std::string password;
  std::string name;         ///< empty = the handle
  std::string invite;       ///< where registration is by invite
  std::string device_name;  ///< ≤ 64 bytes
};

/// A file on this machine, to be uploaded and sent.
struct FileToSend {
  enum class As : std::uint8_t { kDocument, kPicture, kVoice, kVideo };
  /// Must stay there, unchanged, until it is sent.
  std::filesystem::path path;
  As as = As::kDocument;
  std::string name;         ///< documents: to show; empty = the path's last part
  std::string caption;      ///< not for kVoice
  std::uint32_t width = 0;  ///< pictures (0 = read from a PNG, JPEG, GIF or WebP header) and videos
  std::uint32_t height = 0;
  std::uint32_t duration_ms = 0;  ///< voice and videos
  std::string waveform;           ///< voice
  Seq reply_to = 0;
};

/// Which messages of those held: ascending, at most `limit`, the newest below `before`, or the oldest above `after`.
struct MessageRange {
  Seq before = 0;  ///< 0 = from the end, with those still in the outbox
  Seq after = 0;   ///< not 0 = forward from there instead
  std::size_t limit = 50;
};

}  // namespace godwit::sdk
