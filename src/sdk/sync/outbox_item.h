// SPDX-License-Identifier: Apache-2.0
// Something the person did that the server has not confirmed. Plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/error.h"
#include "protocol/wire.h"

namespace godwit::sdk {

/// The server remembers client_ids for 14 days; a client gives up after half of it (docs/protocol.md §5).
inline constexpr UnixMillis kGiveUpMs = std::chrono::milliseconds(std::chrono::days(7)).count();

/// The file of an item, while it is on its way to the server.
struct Attachment {
  std::string path;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< of the file when it was queued: another value means another file
  std::string location;          ///< of the upload; empty = not begun
  bool uploaded = false;         ///< the request carries the media id now
  bool operator==(const Attachment&) const = default;
};

struct OutboxItem {
  std::string client_id;  ///< UUID text
  std::string log;
  v1::Method method = v1::METHOD_SEND_MESSAGE;
  std::string request;  ///< the …Request in protobuf
  UnixMillis created_ms = 0;
  Epoch epoch = 0;  ///< in which the seqs of the request were named
  std::optional<Error> failure;
  std::optional<Attachment> attachment;
  /// Set = stored by the server under this seq; shown until the log's position reaches it. Not kept.
  Seq seq = 0;

  bool uploading() const { return attachment && !attachment->uploaded; }
};

/// What the item says as an entry.
v1::EntryBody body_of(const OutboxItem& item);
/// Puts another id into the item and its request.
void rename_item(OutboxItem& item, const std::string& client_id);
/// Whether the request names an entry by seq: an edit, a recall, a reaction, a reply.
bool names_entry(const OutboxItem& item);
/// Puts the media id into the file of the request's content.
void set_media_id(OutboxItem& item, const std::string& media_id);

}  // namespace godwit::sdk
