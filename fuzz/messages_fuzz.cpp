// SPDX-License-Identifier: Apache-2.0
// First byte: which request. What a request's text fields hold is UTF-8, and it can be shown as JSON.
#include "protocol/wire.h"

#include "methods.h"
#include "protocol/json.h"
#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

void messages(std::string_view bytes) {
  const auto methods = all_methods();
  const Method& method = methods[take_byte(bytes) % methods.size()];
  const std::unique_ptr<google::protobuf::Message> request(method.request->New());
  if (!request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const std::string encoded = request->SerializeAsString();
  const std::unique_ptr<google::protobuf::Message> again(method.request->New());
  require(again->ParseFromString(encoded) && again->SerializeAsString() == encoded);
  const Frame frame{
      .kind = FrameKind::kRequest, .error = false, .correlation = 1, .method = method.number, .body = encoded};
  require(decode_json(encode_json(frame, 0)).has_value());

  v1::EntryBody body;
  if (body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    require(to_wire(model::Body(model::UnknownBody{std::string(bytes)})).SerializeAsString() ==
            body.SerializeAsString());
  }
}

}  // namespace godwit::fuzz

GODWIT_FUZZ_TARGET(messages)
