// SPDX-License-Identifier: Apache-2.0
// Where a server is. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace godwit::sdk {

struct Address {
  std::string host;  ///< name or address; IPv6 without brackets
  std::uint16_t port = 0;
  bool tls = false;

  /// http(s)://host:port, for media.
  std::string http() const;
  bool operator==(const Address&) const = default;
};

/// https, godwits (TLS, port 443), http, godwit (plain, port 80). kInvalid says what is wrong.
Result<Address> parse_address(std::string_view url);

}  // namespace godwit::sdk
