// SPDX-License-Identifier: Apache-2.0
// What the description of the API says of media, whose bodies are bytes and not messages of the schema. Pure; any lane.
#pragma once

#include <boost/json/object.hpp>

namespace godwit::http {

/// OpenAPI path items by path.
boost::json::object describe_media();

}  // namespace godwit::http
