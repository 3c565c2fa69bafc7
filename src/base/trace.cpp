// SPDX-License-Identifier: Apache-2.0
#include "base/trace.h"

#include <utility>

namespace godwit {

void Trace::mark(std::string_view span) {
  const std::lock_guard lock(mutex_);
  spans_.push_back(span);
}

std::vector<std::string_view> Trace::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(spans_, {});
}

}  // namespace godwit
