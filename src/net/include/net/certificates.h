// SPDX-License-Identifier: Apache-2.0
// Certificates of a server's own authority (RFC 5280, ECDSA P-256): for a LAN, where nobody else gives any. Any thread.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

namespace godwit::net {

struct CertifiedKey {
  std::string certificate;  ///< PEM
  std::string key;          ///< PEM (PKCS #8), secret
};

/// A new authority that signs itself, valid for so many days from a day before `now` (clocks differ).
CertifiedKey make_authority(const std::string& name, UnixMillis now, int days);

/// A server certificate for these names and addresses, signed by the authority. kInvalid when the authority is not readable or there is
/// no name.
Result<CertifiedKey> make_certificate(const CertifiedKey& authority, const std::vector<std::string>& names,
                                      UnixMillis now, int days);

/// What a certificate in PEM says. kInvalid.
struct CertificateFacts {
  UnixMillis expires_ms = 0;
  std::vector<std::string> names;  ///< of subjectAltName: DNS names and addresses as text
  std::string fingerprint;         ///< SHA-256, hexadecimal with colons
};
Result<CertificateFacts> read_certificate(const std::string& pem);

}  // namespace godwit::net
