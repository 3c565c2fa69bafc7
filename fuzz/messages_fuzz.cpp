// SPDX-License-Identifier: Apache-2.0
// First two bytes: the number of a method, else any. The rest is its request: what parses can be shown as JSON and read again, and each
// of its texts meets the rules that a handler asks before the store is.
#include "methods.h"
#include "protocol/json.h"
#include "protocol/wire.h"
#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void check_texts(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  const auto* reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        texts(field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        check_texts(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                         : reflection->GetMessage(message, field));
      }
    }
  }
}

const Method& choose_method(std::string_view& bytes) {
  const auto number = static_cast<std::uint32_t>(take_byte(bytes) << 8) + take_byte(bytes);
  const Method* named = find_method_row(number);
  const auto methods = all_methods();
  return named ? *named : methods[number % methods.size()];
}

}  // namespace

void messages(std::string_view bytes) {
  silence_protobuf();
  const Method& method = choose_method(bytes);
  const std::unique_ptr<Message> request(method.request->New());
  if (!request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const std::string encoded = request->SerializeAsString();
  const std::unique_ptr<Message> again(method.request->New());
  require(again->ParseFromString(encoded) && again->SerializeAsString() == encoded);
  const Frame frame{
      .kind = FrameKind::kRequest, .error = false, .correlation = 1, .method = method.number, .body = encoded};
  require(decode_json(encode_json(frame, 0)).has_value());
  check_texts(*request);
}

}  // namespace godwit::fuzz
