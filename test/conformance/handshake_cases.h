// SPDX-License-Identifier: Apache-2.0
// Opening handshakes as clients may send them (RFC 6455 §4), and the status of the answer: 101 or a refusal.
#pragma once

#include <string>
#include <vector>

namespace godwit::conformance {

struct HandshakeCase {
  std::string rule;
  std::string request;
  int status;
  /// A header line that the answer has to have, in lower case; empty = none.
  std::string header;
};

std::vector<HandshakeCase> handshake_cases();

/// A handshake without a mistake, for that path.
std::string good_handshake(const std::string& path, const std::string& subprotocol = {});

}  // namespace godwit::conformance
