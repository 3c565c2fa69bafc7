// SPDX-License-Identifier: Apache-2.0
#include "methods.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <vector>

#include "protocol/wire.h"

namespace godwit::protocol {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MessageFactory;

/// "METHOD_SEND_MESSAGE" → "SendMessage".
std::string camel_case(std::string_view name) {
  constexpr std::string_view kPrefix = "METHOD_";
  std::string out;
  bool begins_word = true;
  for (const char c : name.substr(kPrefix.size())) {
    if (c != '_') out.push_back(begins_word || c < 'A' || c > 'Z' ? c : static_cast<char>(c - 'A' + 'a'));
    begins_word = c == '_';
  }
  return out;
}

const google::protobuf::Message* prototype(const std::string& name) {
  // Named so that the linker keeps all files of the schema.
  const std::array<const FileDescriptor*, 12> files = {
      v1::RegisterRequest::descriptor()->file(),        v1::FindUserRequest::descriptor()->file(),
      v1::SendMessageRequest::descriptor()->file(),     v1::HelloRequest::descriptor()->file(),
      v1::ReadLogRequest::descriptor()->file(),         v1::ListDevicesRequest::descriptor()->file(),
      v1::ListPresenceRequest::descriptor()->file(),    v1::ResetPasswordRequest::descriptor()->file(),
      v1::CreateGroupRequest::descriptor()->file(),     v1::SearchMessagesRequest::descriptor()->file(),
      v1::SetConversationRequest::descriptor()->file(), v1::ReportUserRequest::descriptor()->file()};
  for (const FileDescriptor* file : files) {
    if (const Descriptor* found = file->FindMessageTypeByName(name)) {
      return MessageFactory::generated_factory()->GetPrototype(found);
    }
  }
  return nullptr;
}

std::vector<Method> read_schema() {
  std::vector<Method> rows;
  const auto* schema = v1::Method_descriptor();
  for (int i = 0; i < schema->value_count(); ++i) {
    const auto* value = schema->value(i);
    if (value->number() == 0) continue;
    Method row{static_cast<std::uint32_t>(value->number()), camel_case(value->name()), nullptr, nullptr};
    row.request = prototype(row.name + "Request");
    row.response = prototype(row.name + "Response");
    GODWIT_CHECK(row.request && row.response);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::span<const Method> all_methods() {
  static const std::vector<Method> rows = read_schema();
  return rows;
}

const Method* find_method_row(std::uint32_t number) {
  const auto rows = all_methods();
  const auto found = std::ranges::find(rows, number, &Method::number);
  return found == rows.end() ? nullptr : &*found;
}

const Method* find_method_row(std::string_view name) {
  const auto rows = all_methods();
  const auto found = std::ranges::find(rows, name, &Method::name);
  return found == rows.end() ? nullptr : &*found;
}

std::string_view method_name(std::uint32_t method) {
  const Method* row = find_method_row(method);
  return row ? std::string_view(row->name) : std::string_view();
}

std::uint32_t find_method(std::string_view name) {
  const Method* row = find_method_row(name);
  return row ? row->number : 0;
}

}  // namespace godwit::protocol
