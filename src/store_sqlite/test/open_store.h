// SPDX-License-Identifier: Apache-2.0
// A SQLite store in a folder for the tests of its own.
#pragma once

#include "contract/store_contract.h"
#include "store_sqlite/sqlite_store.h"
#include "temporary_folder.h"

namespace godwit::store {

using contract::code;
using contract::World;

/// Options that a test may change before it opens.
inline SqliteOptions options_for(World& world, const std::filesystem::path& folder) {
  return {.folder = folder, .clock = &world.clock, .metrics = &world.metrics, .on_fatal = [](const std::string& what) {
            ADD_FAILURE() << what;
          }};
}

inline void open(World& world, const SqliteOptions& options) {
  auto opened = open_sqlite(options);
  ASSERT_TRUE(opened) << opened.error().detail;
  world.store = std::move(*opened);
}

}  // namespace godwit::store
