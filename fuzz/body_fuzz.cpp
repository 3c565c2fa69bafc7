// SPDX-License-Identifier: Apache-2.0
// Bodies at rest: whatever stands in the store becomes a body, and bodies of this version survive a round trip as they are.
#include "protocol/body_codec.h"

#include "protocol/wire.h"
#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

void body(std::string_view bytes) {
  silence_protobuf();
  const model::Body decoded = decode_body(bytes);
  require(std::holds_alternative<std::monostate>(decoded) == bytes.empty());
  const std::string encoded = encode_body(decoded);
  require(decode_body(encoded) == decoded);
  if (const auto* unknown = std::get_if<model::UnknownBody>(&decoded)) require(unknown->bytes == bytes);
  static_cast<void>(to_wire(decoded).SerializeAsString());
}

}  // namespace godwit::fuzz
