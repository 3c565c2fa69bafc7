// SPDX-License-Identifier: Apache-2.0
// The bytes of uploads. An upload grows by its name; once whole it is sealed and from then on named by its content, so that the same bytes
// are stored once. Which upload is whose, and what shows it, is the store's to know.
//
// Lane: any lane; each call suspends the calling task and continues it on its own lane. Lifetime: outlives the services; stop the lanes
// first. Errors: kStorageFull (nothing was added), kNotFound, kOverloaded, kInternal (the disk).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "async/task.h"
#include "base/error.h"

namespace godwit::blob {

/// SHA-256 of a content.
using Hash = std::array<std::byte, 32>;

struct Sealed {
  Hash hash{};
  std::string head;  ///< the first 4,096 bytes
};

class BlobStore {
 public:
  virtual ~BlobStore() = default;

  /// Makes the upload exactly so long: a new one for 0, else cut to what is known to be on disk. kNotFound when fewer bytes are there.
  virtual Task<Result<void>> rewind(std::string upload, std::uint64_t size) = 0;
  /// Appends at `offset`, which is its present size (kConflict). On disk after sync().
  virtual Task<Result<void>> write(std::string upload, std::uint64_t offset, std::string bytes) = 0;
  virtual Task<Result<void>> sync(std::string upload) = 0;
  /// The upload becomes a content; it is on disk then.
  virtual Task<Result<Sealed>> seal(std::string upload) = 0;
  /// Bytes from `offset`, fewer at the end; kNotFound.
  virtual Task<Result<std::string>> read(Hash content, std::uint64_t offset, std::size_t size) = 0;
  /// Nothing happens when it is not there.
  virtual Task<Result<void>> remove_upload(std::string upload) = 0;
  virtual Task<Result<void>> remove_content(Hash content) = 0;

  /// What is there, for finding what nothing names any more.
  struct Listing {
    std::vector<std::string> uploads;
    std::vector<Hash> contents;
  };
  virtual Task<Result<Listing>> list() = 0;
};

/// Lower-case hexadecimal.
std::string to_hex(const Hash& hash);

}  // namespace godwit::blob
