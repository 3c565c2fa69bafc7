// SPDX-License-Identifier: Apache-2.0
#include "blob/blob_store.h"

namespace godwit::blob {

std::string to_hex(const Hash& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::byte byte : hash) {
    out += kDigits[std::to_integer<std::size_t>(byte >> 4)];
    out += kDigits[std::to_integer<std::size_t>(byte & std::byte{0x0F})];
  }
  return out;
}

}  // namespace godwit::blob
