// SPDX-License-Identifier: Apache-2.0
// What nothing shows any more goes: a day later, so that a picture that is being written about is not taken away.
#include <utility>

#include "async/nursery.h"
#include "service/media.h"

namespace godwit::service {
namespace {

constexpr UnixMillis kGraceMs = 24LL * 3600 * 1000;
constexpr std::size_t kAtOnce = 100;

}  // namespace

bool Media::Gate::enter() {
  const std::scoped_lock lock(mutex_);
  if (!closed_) ++inside_;
  return !closed_;
}

void Media::Gate::leave() {
  const std::scoped_lock lock(mutex_);
  --inside_;
}

bool Media::Gate::close() {
  const std::scoped_lock lock(mutex_);
  return inside_ == 0 && !std::exchange(closed_, true);
}

void Media::Gate::open() {
  const std::scoped_lock lock(mutex_);
  closed_ = false;
}

Task<Result<void>> Media::collect() {
  for (;;) {
    auto collected = co_await deps_.store.media().collect_media(deps_.clock.unix_millis() - kGraceMs, kAtOnce);
    if (!collected) co_return std::unexpected(collected.error());
    if (collected->uploads.empty() && collected->contents.empty()) co_return Result<void>();
    auto dropped = co_await drop(std::move(*collected));
    if (!dropped) co_return dropped;
  }
}

Task<Result<void>> Media::drop(store::Collected collected) {
  while (!gate_.close()) co_await sleep_for(kGateWait);
  auto done = co_await drop_files(std::move(collected));
  gate_.open();
  co_return done;
}

Task<Result<void>> Media::drop_files(store::Collected collected) {
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
