// SPDX-License-Identifier: Apache-2.0
// What nothing shows any more goes: a day later, so that a picture that is being written about is not taken away.
#include <algorithm>

#include "service/media.h"

namespace godwit::service {
namespace {

constexpr UnixMillis kGraceMs = 24LL * 3600 * 1000;
constexpr std::size_t kAtOnce = 100;

}  // namespace

Task<Result<void>> Media::collect() {
  {
    // A content that is just being sealed has no row yet, and may be one that would be removed here.
    const std::scoped_lock lock(mutex_);
    if (sealing_ > 0 || collecting_) co_return Result<void>();
    collecting_ = true;
  }
  auto collected = co_await deps_.store.media().collect_media(deps_.clock.unix_millis() - kGraceMs, kAtOnce);
  Result<void> done;
  if (collected) {
    done = co_await drop(std::move(*collected));
  } else {
    done = std::unexpected(collected.error());
  }
  const std::scoped_lock lock(mutex_);
  collecting_ = false;
  co_return done;
}

Task<Result<void>> Media::drop(store::Collected collected) {
  for (const std::string& upload : collected.uploads) {
    auto gone = co_await deps_.blobs.remove_upload(upload);
    if (!gone) co_return gone;
  }
  for (const store::ContentHash& content : collected.contents) {
    // Somebody may have uploaded the same since.
    auto used = co_await deps_.store.media().is_content_used(content);
    if (!used) co_return std::unexpected(used.error());
    if (*used) continue;
    auto gone = co_await deps_.blobs.remove_content(content);
    if (!gone) co_return gone;
  }
  co_return Result<void>();
}

Task<Result<void>> Media::sweep() {
  auto listing = co_await deps_.blobs.list();
  if (!listing) co_return std::unexpected(listing.error());
  store::Collected lost;
  for (const std::string& upload : listing->uploads) {
    auto media = co_await deps_.store.media().find_media(upload);
    if (!media) co_return std::unexpected(media.error());
    if (!*media || (*media)->hash) lost.uploads.push_back(upload);
  }
  lost.contents = std::move(listing->contents);
  co_return co_await drop(std::move(lost));
}

}  // namespace godwit::service
