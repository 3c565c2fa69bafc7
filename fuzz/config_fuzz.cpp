// SPDX-License-Identifier: Apache-2.0
// A configuration file: a refusal says something, and what is taken is shown as a file that is taken as the same.
#include "config.h"

#include "base/utf8.h"
#include "target.h"

namespace godwit::fuzz {

void config(std::string_view bytes) {
  const auto parsed = app::parse_config(bytes, "godwit.toml");
  if (!parsed) {
    require(parsed.error().code == ErrorCode::kInvalid && is_valid_utf8(parsed.error().detail));
    return;
  }
  const std::string shown = app::show_config(*parsed);
  const auto again = app::parse_config(shown, "shown");
  require(again && app::show_config(*again) == shown);
  for (const std::string& item : app::split_list(parsed->allowed_origins)) require(!item.empty());
}

}  // namespace godwit::fuzz
