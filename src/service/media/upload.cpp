// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "async/nursery.h"
#include "base/random.h"
#include "blob/media_type.h"
#include "service/media.h"

namespace godwit::service {
namespace {

/// So much may have to be sent again after a crash.
constexpr std::uint64_t kSyncEvery = 4 * 1024 * 1024;

/// 128 random bits in base32 (RFC 4648 §6, lower case, without padding).
std::string make_media_id() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz234567";
  std::array<std::byte, 16> bytes{};
  fill_random(bytes);
  std::string id;
  std::uint32_t bits = 0;
  int count = 0;
  for (const std::byte byte : bytes) {
    bits = bits << 8 | std::to_integer<std::uint32_t>(byte);
    for (count += 8; count >= 5; count -= 5) id += kLetters[bits >> (count - 5) & 31];
  }
  id += kLetters[bits << (5 - count) & 31];
  return id;
}

}  // namespace

/// One upload is written by one request at a time.
class Media::Hold {
 public:
  Hold(Media& media, std::string id) : media_(media), id_(std::move(id)) {
    const std::scoped_lock lock(media_.mutex_);
    held_ = media_.busy_.insert(id_).second;
  }
  ~Hold() {
    const std::scoped_lock lock(media_.mutex_);
    if (held_) media_.busy_.erase(id_);
  }
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
  explicit operator bool() const { return held_; }

 private:
  Media& media_;
  std::string id_;
  bool held_;
};

Task<Result<std::string>> Media::begin(model::Caller caller, std::uint64_t size) {
  if (size == 0) co_return fail(ErrorCode::kInvalid, "upload-length: at least 1 byte");
  if (size > deps_.max_bytes) {
    co_return fail(ErrorCode::kTooLarge, "upload-length: at most " + std::to_string(deps_.max_bytes) + " bytes");
  }
  store::NewMedia media{.id = make_media_id(), .owner = caller.user, .size = size, .quota = deps_.quota_bytes};
  std::string id = media.id;
  auto made = co_await deps_.store.media().create_media(std::move(media));
  if (!made) co_return std::unexpected(made.error());
  auto file = co_await deps_.blobs.rewind(id, 0);
  if (!file) {
    static_cast<void>(co_await deps_.store.media().remove_media(caller.user, id));
    co_return std::unexpected(file.error());
  }
  co_return id;
}

Task<Result<store::Media>> Media::find(model::Caller caller, std::string id) {
  auto media = co_await deps_.store.media().find_media(std::move(id));
  if (!media) co_return std::unexpected(media.error());
  if (!*media || (*media)->owner != caller.user) co_return fail(ErrorCode::kNotFound, "no such upload");
  co_return std::move(**media);
}

Task<Result<std::uint64_t>> Media::append(model::Caller caller, std::string id, std::uint64_t offset, ReadBody body) {
  const Hold hold(*this, id);
  if (!hold) co_return fail(ErrorCode::kConflict, "the upload is being written");
  auto media = co_await find(caller, id);
  if (!media) co_return std::unexpected(media.error());
  if (media->hash) co_return fail(ErrorCode::kConflict, "the upload is complete");
  if (media->offset != offset) co_return fail(ErrorCode::kConflict, "the upload has another offset");
  auto ready = co_await deps_.blobs.rewind(id, offset);
  if (!ready && ready.error().code == ErrorCode::kNotFound) {
    // It was sealed, and the crash came before the store heard of it: the bytes have to come again.
    static_cast<void>(co_await deps_.store.media().rewind_media(id));
    static_cast<void>(co_await deps_.blobs.rewind(id, 0));
    co_return fail(ErrorCode::kConflict, "the upload begins anew");
  }
  if (!ready) co_return std::unexpected(ready.error());
  co_return co_await take(std::move(*media), std::move(body));
}

Task<Result<std::uint64_t>> Media::take(store::Media media, ReadBody body) {
  std::uint64_t at = media.offset;
  std::uint64_t synced = at;
  std::optional<Error> failed;
  while (!failed) {
    auto piece = co_await body();
    if (!piece) {
      failed = piece.error();
      break;
    }
    if (piece->empty()) break;
    const std::uint64_t size = piece->size();
    if (size > media.size - at) {
      failed = Error{ErrorCode::kTooLarge, "the body goes beyond the declared length", 0};
      break;
    }
    auto written = co_await deps_.blobs.write(media.id, at, std::move(*piece));
    if (!written) {
      failed = written.error();
      break;
    }
    at += size;
    if (at == media.size || at - synced < kSyncEvery) continue;
    auto saved = co_await deps_.blobs.sync(media.id);
    if (saved) saved = co_await deps_.store.media().advance_media(media.id, at);
    if (!saved) failed = saved.error();
    synced = at;
  }
  if (at == media.size) {
    auto done = co_await finish(media);
    if (!done) co_return std::unexpected(done.error());
  } else if (at > synced) {
    auto saved = co_await deps_.blobs.sync(media.id);
    if (saved) saved = co_await deps_.store.media().advance_media(media.id, at);
    if (!saved && !failed) failed = saved.error();
  }
  if (failed) co_return std::unexpected(*failed);
  co_return at;
}

Task<Result<void>> Media::finish(store::Media media) {
  while (!gate_.enter()) co_await sleep_for(kGateWait);
  auto sealed = co_await deps_.blobs.seal(media.id);
  Result<void> done;
  if (sealed) {
    std::string type(blob::sniff_media_type(sealed->head));
    done = co_await deps_.store.media().complete_media(media.id, sealed->hash, std::move(type));
  } else {
    done = std::unexpected(sealed.error());
  }
  gate_.leave();
  co_return done;
}

Task<Result<void>> Media::remove(model::Caller caller, std::string id) {
  const Hold hold(*this, id);
  if (!hold) co_return fail(ErrorCode::kConflict, "the upload is being written");
  auto collected = co_await deps_.store.media().remove_media(caller.user, id);
  if (!collected) co_return std::unexpected(collected.error());
  co_return co_await drop(std::move(*collected));
}

}  // namespace godwit::service
