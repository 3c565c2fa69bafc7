// SPDX-License-Identifier: Apache-2.0
// What people say. Plain values, any lane.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "model/span.h"
#include "model/user.h"

namespace godwit::model {

/// Uploaded bytes that a message shows.
struct File {
  std::string id;          ///< of the upload (store/media_store.h)
  std::string type = {};   ///< MIME type by content; the store knows it
  std::uint64_t size = 0;  ///< bytes; the store knows it
  bool operator==(const File&) const = default;
};

/// Where a forwarded message was first said.
struct Origin {
  UserId author;
  UnixMillis time_ms = 0;
  std::string name = {};  ///< of the author, when it was forwarded
  bool operator==(const Origin&) const = default;
};

/// What every message may carry beside its content.
struct Context {
  Seq reply_to = 0;     ///< the message that this one answers, 0 = none
  Seq thread_root = 0;  ///< kept for threads
  std::optional<Origin> origin = {};
  UnixMillis expires_ms = 0;     ///< when it disappears, 0 = it stays
  std::vector<Span> spans = {};  ///< of the text or caption
  bool operator==(const Context&) const = default;
};

/// A message.
struct Text {
  std::string text;
  Context context = {};
  bool operator==(const Text&) const = default;
};
struct Picture {
  File file;
  std::optional<File> thumbnail;
  std::uint32_t width = 0;  ///< pixels
  std::uint32_t height = 0;
  std::string thumb_hash;
  bool original = false;
  std::string caption;
  Context context = {};
  bool operator==(const Picture&) const = default;
};
struct Voice {
  File file;
  std::uint32_t duration_ms = 0;
  std::string waveform;  ///< loudness, a byte each
  Context context = {};
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
  Context context = {};
  bool operator==(const Video&) const = default;
};
struct Document {
  File file;
  std::string name;
  std::string caption;
  Context context = {};
  bool operator==(const Document&) const = default;
};
struct MergedItem;
/// Several messages as one record.
struct Merged {
  std::vector<MergedItem> items;
  Context context = {};
  bool operator==(const Merged&) const;
};
struct Location {
  double latitude = 0;  ///< degrees, WGS 84
  double longitude = 0;
  std::string name;
  std::string address;
  Context context = {};
  bool operator==(const Location&) const = default;
};
/// A person's card, or with a code a group's.
struct Card {
  UserId user = {};
  std::string group_link = {};
  std::optional<User> shown = {};  ///< the person when it was sent; the store knows it
  std::string group_name = {};     ///< likewise
  Context context = {};
  bool operator==(const Card&) const = default;
};
/// What an application of its own understands.
struct Custom {
  std::string type;
  std::string data;
  std::string fallback;
  Context context = {};
  bool operator==(const Custom&) const = default;
};

}  // namespace godwit::model
