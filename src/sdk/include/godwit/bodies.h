// SPDX-License-Identifier: Apache-2.0
// What people say, and what entries of logs say. Plain values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/log_id.h"
#include "godwit/people.h"

namespace godwit::sdk {

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

}  // namespace godwit::sdk
