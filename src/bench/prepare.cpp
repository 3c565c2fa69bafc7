// SPDX-License-Identifier: Apache-2.0
#include "bench/prepare.h"

#include <algorithm>
#include <future>
#include <vector>

#include "async/run_task.h"
#include "bench/tokens.h"

namespace godwit::bench {

Status prepare(Lane& lane, service::Minting& minting, std::size_t users, const std::filesystem::path& tokens) {
  if (users == 0 || users % 2 != 0) return fail(ErrorCode::kInvalid, "people are made in pairs: take an even number");
  // Nobody should be made whose token cannot be kept.
  if (auto ok = append_tokens(tokens, {}); !ok) return ok;
  for (std::size_t left = users / 2; left > 0;) {
    const std::size_t wave = std::min(left, kPrepareInFlight);
    std::vector<std::future<Result<service::MintedPair>>> started;
    started.reserve(wave);
    for (std::size_t i = 0; i < wave; ++i) started.push_back(start_task(lane, minting.mint_pair()));
    std::vector<service::MintedPair> pairs;
    Status status;
    for (auto& one : started) {
      auto pair = one.get();
      if (pair) {
        pairs.push_back(std::move(*pair));
      } else {
        status = std::unexpected(pair.error());
      }
    }
    if (auto ok = append_tokens(tokens, pairs); !ok) return ok;
    if (!status) return status;
    left -= wave;
  }
  return {};
}

}  // namespace godwit::bench
