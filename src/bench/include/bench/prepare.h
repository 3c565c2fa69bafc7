// SPDX-License-Identifier: Apache-2.0
// Fills a store for load tests: pairs of contacts, a large group, messages; and the files of tokens. In waves, so that thousands of changes
// share a transaction. A plain thread; the lane is started. Errors of the store and of the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "async/lane.h"
#include "base/error.h"
#include "bench/tokens.h"
#include "service/minting.h"

namespace godwit::bench {

/// Changes in flight at most: the store's queue must take as many.
inline constexpr std::size_t kPrepareInFlight = 2'000;

/// Makes `users` people (even, at least 2) and adds them to the file wave by wave: a token is only lost with the process.
Status prepare(Lane& lane, service::Minting& minting, std::size_t users, const std::filesystem::path& tokens);

struct GroupSize {
  std::size_t members = 0;  ///< 2 … limits::kGroupMembers
  std::size_t online = 0;   ///< of them: how many get a device, 2 … members; the owner is the first
};
/// Makes a group into which everyone comes by its link, and writes the file of those with a device anew.
Status prepare_group(Lane& lane, service::Minting& minting, GroupSize size, const std::filesystem::path& tokens);

/// `messages` texts of 200 bytes, spread over the logs of the people, of whom each writes in turn.
Status fill(Lane& lane, service::Minting& minting, const std::vector<Credentials>& people, std::size_t messages);

}  // namespace godwit::bench
