// SPDX-License-Identifier: Apache-2.0
#include "planted_bug.h"

#ifdef GODWIT_PLANTED_BUGS
#include <chrono>
#include <cstdlib>
#include <thread>

namespace godwit::store {

bool is_planted(std::string_view bug) {
  static const char* const asked = std::getenv("GODWIT_PLANTED_BUG");
  return asked && bug == asked;
}

void linger() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); }

}  // namespace godwit::store
#endif
