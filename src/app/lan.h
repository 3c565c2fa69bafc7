// SPDX-License-Identifier: Apache-2.0
// This machine as others in its network see it. Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace godwit::app {

/// Names and addresses under which this machine may be asked for: its host name first, localhost, addresses of its interfaces.
std::vector<std::string> own_names();

/// A text as a QR code of half blocks: dark on light, whatever the terminal's colours are. Empty when it is too long.
std::string qr_code(const std::string& text);

/// Prints the https address for phones with its QR code, and how to trust the own authority (`internal`).
void show_lan_address(std::uint16_t port, bool internal);

}  // namespace godwit::app
