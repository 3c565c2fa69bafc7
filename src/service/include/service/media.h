// SPDX-License-Identifier: Apache-2.0
// Uploads and downloads: whose they are, how much there may be, who may see them, and what goes when nothing shows it any more. Bytes pass
// in pieces, from the connection to the disk and back.
// Lane: any; the lanes share one object. Lifetime: outlived by the store and the blobs; stop the lanes first.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "async/task.h"
#include "base/clock.h"
#include "blob/blob_store.h"
#include "model/user.h"
#include "store/store.h"

namespace godwit::service {

/// The next piece of a body; empty at its end, an error when it was cut.
using ReadBody = std::function<Task<Result<std::string>>()>;

class Media {
 public:
  struct Deps {
    store::Store& store;
    blob::BlobStore& blobs;
    const Clock& clock;
    std::uint64_t max_bytes;    ///< of one upload
    std::uint64_t quota_bytes;  ///< of all uploads of a person
  };
  explicit Media(Deps deps) : deps_(deps) {}

  /// The id of a new upload. kInvalid (no bytes), kTooLarge, kQuotaExceeded.
  Task<Result<std::string>> begin(model::Caller caller, std::uint64_t size);
  /// kNotFound when it is none of the caller's.
  Task<Result<store::Media>> find(model::Caller caller, std::string id);
  /// Takes the body from `offset` on; answers how much there is then. What came before a cut stays. kConflict when the upload has another
  /// offset, is complete or is being written; kTooLarge when the body goes beyond the declared size.
  Task<Result<std::uint64_t>> append(model::Caller caller, std::string id, std::uint64_t offset, ReadBody body);
  /// kNotFound, kConflict when a message shows it or it is being written.
  Task<Result<void>> remove(model::Caller caller, std::string id);

  /// kNotFound: there is none, it is not complete, or it is not for this person; all the same answer.
  Task<Result<store::Media>> open(UserId user, std::string id);
  Task<Result<std::string>> read(store::ContentHash content, std::uint64_t offset, std::size_t size);

  /// Whether it may be someone's picture: their own upload, a picture type, at most 1 MiB. kInvalid, kNotFound.
  Task<Result<void>> check_avatar(UserId user, std::string id);

  /// Removes what was shown nowhere for a day.
  Task<Result<void>> collect();
  /// Files that a crash left without a row, before anything is served.
  Task<Result<void>> sweep();

  std::uint64_t max_bytes() const { return deps_.max_bytes; }

 private:
  class Hold;
  Task<Result<std::uint64_t>> take(store::Media media, ReadBody body);
  Task<Result<void>> finish(store::Media media);
  Task<Result<void>> drop(store::Collected collected);
  Task<Result<void>> drop_files(store::Collected collected);

  /// A content that is just being sealed has no row yet, and may be one that is about to be removed for having none: uploads enter while
  /// it is open, and it closes while none is inside.
  class Gate {
   public:
    bool enter();
    void leave();
    bool close();
    void open();

   private:
    std::mutex mutex_;
    int inside_ = 0;
    bool closed_ = false;
  };
  static constexpr std::chrono::milliseconds kGateWait{20};

  Deps deps_;
  std::mutex mutex_;
  std::set<std::string> busy_;  ///< uploads that are being written; guarded by mutex_
  Gate gate_;
};

}  // namespace godwit::service
