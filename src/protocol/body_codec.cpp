// SPDX-License-Identifier: Apache-2.0
#include "protocol/body_codec.h"

#include "protocol/wire.h"

namespace godwit::protocol {

std::string encode_body(const model::Body& body) {
  if (const auto* unknown = std::get_if<model::UnknownBody>(&body)) return unknown->bytes;
  return to_wire(body).SerializeAsString();
}

model::Body decode_body(std::string_view bytes) {
  if (bytes.empty()) return std::monostate();
  v1::EntryBody body;
  if (!body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return model::UnknownBody{std::string(bytes)};
  model::Body decoded = from_wire(body);
  // The bytes as they came: what a newer version wrote is not written anew.
  if (auto* unknown = std::get_if<model::UnknownBody>(&decoded)) unknown->bytes = bytes;
  return decoded;
}

std::string encode_spans(const std::vector<model::Span>& spans) {
  v1::EntryBody body;
  for (const model::Span& span : spans) *body.add_spans() = to_wire(span);
  return body.SerializeAsString();
}

std::vector<model::Span> decode_spans(std::string_view bytes) {
  v1::EntryBody body;
  if (!body.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
  return from_wire(body.spans());
}

}  // namespace godwit::protocol
