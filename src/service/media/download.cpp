// SPDX-License-Identifier: Apache-2.0
#include "service/media.h"

namespace godwit::service {

Task<Result<store::Media>> Media::open(UserId user, std::string id) {
  auto media = co_await deps_.store.media().readable_media(user, std::move(id));
  if (!media) co_return std::unexpected(media.error());
  if (!*media) co_return fail(ErrorCode::kNotFound, "no such media");
  co_return std::move(**media);
}

Task<Result<std::string>> Media::read(store::ContentHash content, std::uint64_t offset, std::size_t size) {
  return deps_.blobs.read(content, offset, size);
}

Task<Result<void>> Media::check_avatar(UserId user, std::string id) {
  constexpr std::uint64_t kMaxBytes = 1024 * 1024;
  auto media = co_await deps_.store.media().find_media(std::move(id));
  if (!media) co_return std::unexpected(media.error());
  if (!*media || (*media)->owner != user || !(*media)->hash)
    co_return fail(ErrorCode::kNotFound, "avatar: no such upload");
  const std::string& type = (*media)->type;
  const bool shown = type == "image/jpeg" || type == "image/png" || type == "image/webp" || type == "image/gif";
  if (!shown || (*media)->size > kMaxBytes) {
    co_return fail(ErrorCode::kInvalid, "avatar: a JPEG, PNG, WebP or GIF of at most 1 MiB");
  }
  co_return Result<void>();
}

}  // namespace godwit::service
