// SPDX-License-Identifier: Apache-2.0
// UTF-8 checks (RFC 3629). Any thread, no allocation.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace godwit {

/// Number of code points, or nullopt when the bytes are not valid UTF-8 (overlong forms and surrogates are not).
std::optional<std::size_t> count_code_points(std::string_view text);

/// Length of the whole code points that the bytes begin with, when the rest is none or the beginning of one more; nullopt when nothing
/// that may follow makes them valid.
std::optional<std::size_t> count_whole_bytes(std::string_view beginning);

inline bool is_valid_utf8(std::string_view text) { return count_code_points(text).has_value(); }

}  // namespace godwit
