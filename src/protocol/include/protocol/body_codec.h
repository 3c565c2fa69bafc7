// SPDX-License-Identifier: Apache-2.0
// Entry bodies as bytes: what the store keeps and the wire carries are the same EntryBody message. Any lane.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/entry.h"

namespace godwit::protocol {

/// monostate gives no bytes.
std::string encode_body(const model::Body& body);
/// Never fails: what is not known (a newer kind, garbage) becomes UnknownBody with the bytes; no bytes become monostate.
model::Body decode_body(std::string_view bytes);

/// Ranges alone: an EntryBody that has nothing else. None give no bytes, and garbage none.
std::string encode_spans(const std::vector<model::Span>& spans);
std::vector<model::Span> decode_spans(std::string_view bytes);

}  // namespace godwit::protocol
