// SPDX-License-Identifier: Apache-2.0
// Plays the story into an empty store, at the times it tells of, through the same services that serve people.
#pragma once

#include <atomic>
#include <string>

#include "async/task.h"
#include "base/clock.h"
#include "blob/blob_store.h"
#include "demo/story.h"
#include "service/password_hasher.h"
#include "store/store.h"

namespace godwit::demo {

/// The password of all the demo's people; everyone may know it.
inline constexpr std::string_view kPassword = "godwit-demo";

/// A clock that stands where the story is. One thread sets it, any may read.
class StoryClock final : public Clock {
 public:
  UnixMillis unix_millis() const override { return wall_.load(); }
  Instant now() const override { return real_.now(); }
  void set(UnixMillis wall) { wall_.store(wall); }

 private:
  SystemClock real_;
  std::atomic<UnixMillis> wall_{0};
};

struct Stage {
  store::Store& store;  ///< made with `clock`
  blob::BlobStore& blobs;
  StoryClock& clock;
  service::PasswordHasher& hasher;
};

/// On any lane; `now` is where the story ends. Errors of the services: the store is then half full.
Task<Result<void>> play(Stage stage, Story story, UnixMillis now);

}  // namespace godwit::demo
