// SPDX-License-Identifier: Apache-2.0
#include "transport/address.h"

#include <algorithm>
#include <charconv>

namespace godwit::sdk {
namespace {

constexpr std::uint16_t kHttp = 80;
constexpr std::uint16_t kHttps = 443;

Status split_port(std::string_view text, Address& address) {
  if (text.empty()) return {};
  if (!text.starts_with(':')) return fail(ErrorCode::kInvalid, "the server's address ends in something odd");
  text.remove_prefix(1);
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), address.port);
  if (wrong != std::errc() || end != text.data() + text.size() || address.port == 0) {
    return fail(ErrorCode::kInvalid, "the server's port is a number from 1 to 65535");
  }
  return {};
}

}  // namespace

std::string Address::http() const {
  const bool six = host.contains(':');
  return std::string(tls ? "https://" : "http://") + (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Address> parse_address(std::string_view url) {
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) {
    return fail(ErrorCode::kInvalid, "the server's address begins with https://, http://, godwits:// or godwit://");
  }
  const std::string_view scheme = url.substr(0, colon);
  Address address;
  address.tls = scheme == "https" || scheme == "godwits";
  if (!address.tls && scheme != "http" && scheme != "godwit") {
    return fail(ErrorCode::kInvalid, "the server's address begins with https://, http://, godwits:// or godwit://");
  }
  address.port = address.tls ? kHttps : kHttp;
  std::string_view rest = url.substr(colon + 3);
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#@ ") != std::string_view::npos) {
    return fail(ErrorCode::kInvalid, "the server's address is only scheme, host and port");
  }
  std::size_t end = rest.find(':');
  if (rest.starts_with('[')) {
    const auto closing = rest.find(']');
    if (closing == std::string_view::npos) return fail(ErrorCode::kInvalid, "the server's address lacks a ]");
    address.host = rest.substr(1, closing - 1);
    end = closing + 1;
  } else {
    address.host = rest.substr(0, end);
  }
  if (address.host.empty()) return fail(ErrorCode::kInvalid, "the server's address has no host");
  const Status port = split_port(end == std::string_view::npos ? std::string_view() : rest.substr(end), address);
  if (!port) return std::unexpected(port.error());
  return address;
}

}  // namespace godwit::sdk
