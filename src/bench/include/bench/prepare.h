// SPDX-License-Identifier: Apache-2.0
// Fills a store with people for load tests: pairs of contacts, and the file of their tokens. In waves, so that thousands of changes share
// a transaction. A plain thread; the lane is started.
#pragma once

#include <cstddef>
#include <filesystem>

#include "async/lane.h"
#include "base/error.h"
#include "service/minting.h"

namespace godwit::bench {

/// Changes in flight at most: the store's queue must take as many.
inline constexpr std::size_t kPrepareInFlight = 2'000;

/// Makes `users` people (even, at least 2) and adds them to the file wave by wave: a token is only lost with the process. Errors of the
/// store and of the file.
Status prepare(Lane& lane, service::Minting& minting, std::size_t users, const std::filesystem::path& tokens);

}  // namespace godwit::bench
