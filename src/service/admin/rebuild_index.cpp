// SPDX-License-Identifier: Apache-2.0
#include "async/nursery.h"
#include "service/admin.h"

namespace godwit::service {

Task<Result<std::uint64_t>> Admin::rebuild_index() {
  constexpr std::chrono::milliseconds kLook{100};
  constexpr std::chrono::minutes kPatience{2};
  store::SearchIndex& index = deps_.store.search();
  const std::uint64_t before = index.state().rebuilt;
  index.rebuild();
  store::Position least = -1;
  for (Instant progress = deps_.clock.now();;) {
    const store::IndexState state = index.state();
    const bool begun = state.rebuilt > before;
    if (begun && state.behind == 0) co_return state.messages;
    if (begun && (least < 0 || state.behind < least)) {
      least = state.behind;
      progress = deps_.clock.now();
    }
    if (deps_.clock.now() - progress > kPatience) {
      co_return fail(ErrorCode::kInternal, "the index does not get on: see the log, and whether the disk is full");
    }
    co_await sleep_for(kLook);
  }
}

}  // namespace godwit::service
