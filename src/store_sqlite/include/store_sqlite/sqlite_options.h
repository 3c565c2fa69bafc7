// SPDX-License-Identifier: Apache-2.0
// How the embedded store is opened. Plain values; what they point to outlives the store.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/metrics.h"
#include "base/trace.h"

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
  /// How often old client ids are forgotten; a full disk is looked at again as often, and at least each second.
  std::chrono::milliseconds housekeeping = std::chrono::minutes(1);
  std::chrono::milliseconds search_poll{250};  ///< how often the search index looks for what is new
  /// The disk failed; must end the process. Called once, on the writer thread, after the batch was answered.
  std::function<void(const std::string& what)> on_fatal;
};

}  // namespace godwit::store
