// SPDX-License-Identifier: Apache-2.0
// The query of a REST call as fields of its request. Any lane.
#pragma once

#include <string_view>
#include <vector>

#include "rest_routes.h"

namespace godwit::http {

/// The fields of the query that the route knows; another one is an error, so that a misspelt one is not ignored. kInvalid.
Status read_query(const RestRoute& route, std::string_view query, std::vector<protocol::JsonField>& fields);

}  // namespace godwit::http
