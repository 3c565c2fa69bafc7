// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine.h"
#include "store/media_store.h"

namespace godwit::store {

class SqliteMediaStore final : public MediaStore {
 public:
  explicit SqliteMediaStore(Engine& engine) : engine_(engine) {}

  Task<Result<void>> create_media(NewMedia media) override;
  Task<Result<std::optional<Media>>> find_media(std::string id) override;
  Task<Result<void>> advance_media(std::string id, std::uint64_t offset) override;
  Task<Result<void>> rewind_media(std::string id) override;
  Task<Result<void>> complete_media(std::string id, ContentHash hash, std::string type) override;
  Task<Result<std::optional<Media>>> readable_media(UserId user, std::string id) override;
  Task<Result<Collected>> remove_media(UserId user, std::string id) override;
  Task<Result<Collected>> collect_media(UnixMillis unused_before, std::size_t limit) override;
  Task<Result<bool>> is_content_used(ContentHash hash) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
