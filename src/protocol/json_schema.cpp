// SPDX-License-Identifier: Apache-2.0
// The schema as JSON Schema (2020-12), of the canonical JSON form of each message.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <boost/json.hpp>

#include "methods.h"
#include "protocol/json.h"
#include "schema_bytes.h"

namespace godwit::protocol {
namespace {

namespace json = boost::json;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

/// The generated code has no comments; this pool has.
const DescriptorPool& commented_pool() {
  static const auto pool = [] {
    google::protobuf::FileDescriptorSet files;
    const std::string_view bytes = schema_bytes();
    GODWIT_CHECK(files.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    auto made = std::make_unique<DescriptorPool>();
    for (const auto& file : files.file()) GODWIT_CHECK(made->BuildFile(file));
    return made;
  }();
  return *pool;
}

template <class Described>
std::string comment_of(const Described& described) {
  google::protobuf::SourceLocation location;
  if (!described.GetSourceLocation(&location)) return {};
  std::string comment;
  for (const char c : location.leading_comments) {
    if (c == '\n') {
      comment += ' ';
    } else if (c != ' ' || (!comment.empty() && comment.back() != ' ')) {
      comment += c;
    }
  }
  while (comment.ends_with(' ')) comment.pop_back();
  return comment;
}

json::object reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

json::object schema_of(const EnumDescriptor& type) {
  json::array names;
  for (int i = 0; i < type.value_count(); ++i) names.emplace_back(type.value(i)->name());
  return {{"type", "string"}, {"enum", std::move(names)}, {"description", comment_of(type)}};
}

json::object schema_of_one(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return reference(field.message_type()->name());
    case FieldDescriptor::CPPTYPE_ENUM:
      return reference(field.enum_type()->name());
    case FieldDescriptor::CPPTYPE_BOOL:
      return {{"type", "boolean"}};
    case FieldDescriptor::CPPTYPE_UINT32:
      return {{"type", "integer"}, {"minimum", 0}, {"maximum", UINT32_MAX}};
    case FieldDescriptor::CPPTYPE_UINT64:
      return {{"type", "string"}, {"pattern", "^[0-9]{1,20}$"}};
    case FieldDescriptor::CPPTYPE_INT64:
      return {{"type", "string"}, {"pattern", "^-?[0-9]{1,19}$"}};
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return {{"type", "number"}};
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.type() == FieldDescriptor::TYPE_BYTES) return {{"type", "string"}, {"contentEncoding", "base64"}};
      return {{"type", "string"}};
    default:
      check_failed("a type that the schema did not use so far", __FILE__, __LINE__);
  }
}

json::object schema_of(const FieldDescriptor& field) {
  json::object schema = schema_of_one(field);
  if (field.is_repeated()) schema = {{"type", "array"}, {"items", std::move(schema)}};
  if (const std::string comment = comment_of(field); !comment.empty()) schema["description"] = comment;
  return schema;
}

void add_schema(json::object& schemas, const Descriptor& type) {
  if (schemas.contains(type.name())) return;
  json::object& schema = schemas[type.name()].emplace_object();
  schema["type"] = "object";
  if (const std::string comment = comment_of(type); !comment.empty()) schema["description"] = comment;
  json::object properties;
  for (int i = 0; i < type.field_count(); ++i) {
    properties[type.field(i)->json_name()] = schema_of(*type.field(i));
  }
  schema["properties"] = std::move(properties);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.message_type()) add_schema(schemas, *field.message_type());
    if (field.enum_type()) schemas[field.enum_type()->name()] = schema_of(*field.enum_type());
  }
}

const Descriptor& commented(const google::protobuf::Message& prototype) {
  return *commented_pool().FindMessageTypeByName(prototype.GetDescriptor()->full_name());
}

}  // namespace

std::string json_schemas() {
  json::object schemas;
  for (const Method& method : all_methods()) {
    add_schema(schemas, commented(*method.request));
    add_schema(schemas, commented(*method.response));
  }
  return json::serialize(schemas);
}

std::string request_comment(std::uint32_t method) { return comment_of(commented(*find_method_row(method)->request)); }

}  // namespace godwit::protocol
