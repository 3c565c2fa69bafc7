// SPDX-License-Identifier: Apache-2.0
// What is taken can be written as JSON and is then taken again, as the same.
#include "protocol/json.h"

#include "base/utf8.h"
#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

void json(std::string_view bytes) {
  const auto inbound = decode_json(bytes);
  if (!inbound) {
    const auto& [correlation, error] = inbound.error();
    require((correlation == 0) == (error.code == ErrorCode::kMalformed));
    require(!error.detail.empty() && error.detail.size() <= 256 && is_valid_utf8(error.detail));
    return;
  }
  if (inbound->kind == FrameKind::kPing) return;
  require(inbound->kind == FrameKind::kRequest && inbound->correlation != 0);
  const Frame frame{.kind = inbound->kind,
                    .error = false,
                    .correlation = inbound->correlation,
                    .method = inbound->method,
                    .body = inbound->body};
  const auto again = decode_json(encode_json(frame, 0));
  require(again && again->body == inbound->body && again->method == inbound->method);
}

}  // namespace godwit::fuzz
