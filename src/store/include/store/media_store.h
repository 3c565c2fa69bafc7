// SPDX-License-Identifier: Apache-2.0
// What was uploaded, by whom, and what shows it. The bytes themselves are in blob. Lane, lifetime and errors as in log_store.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/error.h"
#include "base/ids.h"

namespace godwit::store {

/// SHA-256 of the bytes.
using ContentHash = std::array<std::byte, 32>;

/// An upload, whole or on its way.
struct Media {
  std::string id;  ///< 26 of a–z 2–7: 128 random bits
  UserId owner;
  std::uint64_t size = 0;           ///< bytes in all
  std::uint64_t offset = 0;         ///< bytes that are surely on disk
  std::optional<ContentHash> hash;  ///< once all are there
  std::string type;                 ///< MIME type by content, once all are there
};

struct NewMedia {
  std::string id;
  UserId owner;
  std::uint64_t size = 0;
  /// Bytes that all uploads of the owner may have together.
  std::uint64_t quota = 0;
};

/// Uploads that went, and contents that nothing names any more.
struct Collected {
  std::vector<std::string> uploads;
  std::vector<ContentHash> contents;
};

class MediaStore {
 public:
  virtual ~MediaStore() = default;

  /// kQuotaExceeded, with the bytes that are left in `detail`; kConflict when the id is taken.
  virtual Task<Result<void>> create_media(NewMedia media) = 0;
  virtual Task<Result<std::optional<Media>>> find_media(std::string id) = 0;
  /// Only grows; nothing happens to an upload that is complete or gone.
  virtual Task<Result<void>> advance_media(std::string id, std::uint64_t offset) = 0;
  /// Its bytes are lost: it begins anew.
  virtual Task<Result<void>> rewind_media(std::string id) = 0;
  /// kNotFound when it is gone.
  virtual Task<Result<void>> complete_media(std::string id, ContentHash hash, std::string type) = 0;
  /// The media if it is complete and the user may see it: their own, shown in a log they are a member of, or the picture of an account.
  virtual Task<Result<std::optional<Media>>> readable_media(UserId user, std::string id) = 0;
  /// Takes an upload back that nothing shows. kNotFound when it is not the user's, kConflict when something shows it.
  virtual Task<Result<Collected>> remove_media(UserId user, std::string id) = 0;
  /// Removes, at most so many at once, what was shown nowhere since before `unused_before`.
  virtual Task<Result<Collected>> collect_media(UnixMillis unused_before, std::size_t limit) = 0;
  /// Whether a content is named by an upload: for files that a crash left.
  virtual Task<Result<bool>> is_content_used(ContentHash hash) = 0;
};

}  // namespace godwit::store
