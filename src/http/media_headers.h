// SPDX-License-Identifier: Apache-2.0
// The values of headers that media are asked for with. Pure; any lane.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace godwit::http {

/// Decimal digits and nothing else, below 2⁶⁴.
std::optional<std::uint64_t> read_number(std::string_view text);

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;  ///< inclusive
  bool operator==(const Range&) const = default;
};

/// One range of bytes (RFC 9110 §14.1.2) of a content of `size` bytes, which are not 0. nullopt: none that is understood, or several,
/// so all is sent (§14.2); kInvalid: nothing of it is within the content.
Result<std::optional<Range>> read_range(std::string_view header, std::uint64_t size);

/// The value of the first cookie of that name in a Cookie header (RFC 6265 §4.2.1); empty without it.
std::string read_cookie(std::string_view header, std::string_view name);

/// Whether an If-None-Match header (RFC 9110 §13.1.2) is "*" or lists the tag, weak or strong.
bool lists_etag(std::string_view header, std::string_view etag);

}  // namespace godwit::http
