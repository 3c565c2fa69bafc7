// SPDX-License-Identifier: Apache-2.0
// Bugs that the server has when it is told to, so that the checker (test/chaos) can be seen to find them. For builds with tests only.
#pragma once

#include <string_view>

namespace godwit::store {

#ifdef GODWIT_PLANTED_BUGS
/// Whether the environment asks for this bug (GODWIT_PLANTED_BUG).
bool is_planted(std::string_view bug);
/// Long enough to be killed in.
void linger();
#else
constexpr bool is_planted(std::string_view) { return false; }
constexpr void linger() {}
#endif

}  // namespace godwit::store
