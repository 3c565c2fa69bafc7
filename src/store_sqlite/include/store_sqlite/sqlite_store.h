// SPDX-License-Identifier: Apache-2.0
// The embedded store: one SQLite database (WAL, synchronous=FULL) in the data folder, one thread that writes and checkpoints,
// a few that read. Appends that arrive while a commit is in progress share the next one (natural group commit).
// Any lane may call the interfaces. An I/O error makes the batch indeterminate and then calls Options::on_fatal.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/trace.h"
#include "store/store.h"

namespace godwit::store {

struct SqliteOptions {
  /// The data folder, made when absent; empty = in memory, for tests.
  std::filesystem::path folder;
  const Clock* clock = nullptr;
  Metrics* metrics = nullptr;
  Trace* trace = nullptr;
  std::size_t readers = 2;
  std::size_t queue_limit = 20'000;         ///< appends waiting; then kOverloaded
  std::size_t batch_limit = 500;            ///< appends in one commit
  std::uint64_t min_free_bytes = 16 << 20;  ///< with less room on the disk changes are refused; 0 = do not look
  /// How often old client ids are forgotten. A full disk is looked at again as often, and at least each second.
  std::chrono::milliseconds housekeeping = std::chrono::minutes(1);
  /// The disk failed; must end the process. Called once, on the writer thread, after the batch was answered.
  std::function<void(const std::string& what)> on_fatal;
};

/// Opens or makes the database, migrates it, takes the folder's lock. kConflict with a sentence for people when another process holds
/// the folder, kInvalid when it was made by a newer version, kInternal when it cannot be read.
Result<std::unique_ptr<Store>> open_sqlite(SqliteOptions options);

}  // namespace godwit::store
