// SPDX-License-Identifier: Apache-2.0
#include "lan.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <qrencode.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>

namespace godwit::app {
namespace {

/// Of interfaces that are up; IPv6 link-local ones need a zone, which no certificate has.
std::vector<std::string> own_addresses() {
  ifaddrs* first = nullptr;
  if (::getifaddrs(&first) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> all(first, ::freeifaddrs);
  std::vector<std::string> addresses;
  for (const ifaddrs* row = first; row; row = row->ifa_next) {
    if (!row->ifa_addr || (row->ifa_flags & IFF_UP) == 0) continue;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (row->ifa_addr->sa_family == AF_INET) {
      ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(row->ifa_addr)->sin_addr, text.data(), text.size());
    } else if (row->ifa_addr->sa_family == AF_INET6) {
      const auto& address = reinterpret_cast<const sockaddr_in6*>(row->ifa_addr)->sin6_addr;
      if (IN6_IS_ADDR_LINKLOCAL(&address)) continue;
      ::inet_ntop(AF_INET6, &address, text.data(), text.size());
    } else {
      continue;
    }
    addresses.emplace_back(text.data());
  }
  return addresses;
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

}  // namespace

std::vector<std::string> own_names() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  // A name with other characters cannot stand in a certificate.
  const std::string name(host.data());
  const bool proper =
      std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '.'; });
  if (proper) add(name);
  add("localhost");
  if (proper && !name.empty() && !name.contains('.')) add(name + ".local");
  add("127.0.0.1");
  add("::1");
  for (const std::string& address : own_addresses()) add(address);
  return names;
}

std::string qr_code(const std::string& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L),
                                                             QRcode_free);
  if (!code) return {};
  constexpr int kQuiet = 2;
  const int size = code->width;
  const auto is_dark = [&](int row, int column) {
    if (row < 0 || column < 0 || row >= size || column >= size) return false;
    return (code->data[row * size + column] & 1) != 0;
  };
  std::string out;
  for (int row = -kQuiet; row < size + kQuiet; row += 2) {
    out += "\x1b[30;107m";  // black on white
    for (int column = -kQuiet; column < size + kQuiet; ++column) {
      const bool above = is_dark(row, column);
      const bool below = is_dark(row + 1, column);
      out += above && below ? "█" : above ? "▀" : below ? "▄" : " ";
    }
    out += "\x1b[0m\n";
  }
  return out;
}

void show_lan_address(std::uint16_t port, bool internal) {
  const auto addresses = own_addresses();
  const auto found = std::ranges::find_if(
      addresses, [](const std::string& address) { return !is_loopback(address) && !address.contains(':'); });
  if (found == addresses.end()) {
    std::cout << "This machine has no address that others could reach.\n" << std::flush;
    return;
  }
  const std::string url = fmt::format("https://{}:{}", *found, port);
  std::cout << "\nOther devices in this network: " << url << "\n\n" << qr_code(url);
  if (internal) {
    std::cout
        << "\nThe certificate is signed by this server's own authority. To trust it, open " << url
        << "/ca.crt on the device and\ninstall it as a CA certificate; else the browser warns, and microphone and "
           "notifications may be off.\n";
  }
  std::cout << std::flush;
}

}  // namespace godwit::app
