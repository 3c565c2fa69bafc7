// SPDX-License-Identifier: Apache-2.0
// The token of an HTTP request (RFC 6750 §2.1). Any lane.
#pragma once

#include <optional>
#include <string>

#include "protocol/http.h"

namespace godwit::http {

/// "Bearer abc" → "abc"; empty without the header, nullopt for another scheme.
std::optional<std::string> bearer_token(const protocol::HttpRequest& request);

}  // namespace godwit::http
