// SPDX-License-Identifier: Apache-2.0
// Base-128 numbers as protobuf writes them. Sans-I/O, any lane.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace godwit::protocol {

inline constexpr std::size_t kMaxVarintBytes = 10;

struct Varint {
  enum class Status : std::uint8_t { kWhole, kIncomplete, kInvalid };
  Status status = Status::kIncomplete;
  std::uint64_t value = 0;
  std::size_t size = 0;  ///< bytes it takes
};

/// The number at the beginning of `bytes`; kInvalid when it does not fit into 64 bits.
inline Varint read_varint(std::string_view bytes) {
  Varint read;
  while (read.size < bytes.size()) {
    const auto byte = static_cast<std::uint8_t>(bytes[read.size]);
    if (read.size == kMaxVarintBytes - 1 && byte > 1) return {Varint::Status::kInvalid};
    read.value |= std::uint64_t{byte & 0x7Fu} << (7 * read.size);
    ++read.size;
    if (byte < 0x80) {
      read.status = Varint::Status::kWhole;
      return read;
    }
  }
  return read;
}

inline void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

}  // namespace godwit::protocol
