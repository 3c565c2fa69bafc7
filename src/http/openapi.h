// SPDX-License-Identifier: Apache-2.0
// The description of the API (OpenAPI 3.1), made of the table of REST and of the schema with its comments. Any lane.
#pragma once

#include <string>

namespace godwit::http {

/// JSON text; `version` is the server's.
std::string describe_api(const std::string& version);

}  // namespace godwit::http
