// SPDX-License-Identifier: Apache-2.0
// What is kept of presence, in SQLite.
#pragma once

#include "engine.h"
#include "store/presence_store.h"

namespace godwit::store {

class SqlitePresenceStore final : public PresenceStore {
 public:
  explicit SqlitePresenceStore(Engine& engine) : engine_(engine) {}

  Task<Result<void>> note_seen(std::vector<Seen> users, std::vector<DeviceSeen> devices) override;
  Task<Result<std::vector<Seen>>> list_seen(UserId viewer, UserId only) override;
  Task<Result<std::vector<Watched>>> list_watchers(std::vector<UserId> users) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
