// SPDX-License-Identifier: Apache-2.0
// Tokens and invite codes: random secrets that are shown once and stored hashed.
#pragma once

#include <string>
#include <string_view>

#include "store/account_store.h"

namespace godwit::service {

struct Secret {
  std::string text;
  store::SecretHash hash;
};

/// 256 random bits in base64url without padding, 43 characters.
Secret make_token();
/// 80 random bits in Crockford's base32 in groups of four, easy to read aloud.
Secret make_invite_code();

/// 128 random bits in base64url, 22 characters: where a group's link leads. Shown to who leads the group, so it is not hashed.
std::string make_link_code();

store::SecretHash hash_token(std::string_view token);
/// Case, dashes and blanks do not matter.
store::SecretHash hash_invite_code(std::string_view code);

}  // namespace godwit::service
