// SPDX-License-Identifier: Apache-2.0
// Rules for text that people write. Plain functions, any lane.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/error.h"

namespace godwit::model {

/// Without leading and trailing ASCII white space.
std::string_view trim(std::string_view text);

/// One line: valid UTF-8, no control characters, at most so many code points.
bool is_label(std::string_view text, std::size_t max_code_points);

/// A message: valid UTF-8 of 1–16,384 bytes, not only white space, no NUL.
Status check_message_text(std::string_view text);

/// The text of a contact request: valid UTF-8, at most 500 bytes, may be empty, no NUL.
Status check_request_text(std::string_view text);

}  // namespace godwit::model
