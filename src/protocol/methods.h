// SPDX-License-Identifier: Apache-2.0
// The rows of method.proto with their messages, read from the schema's descriptors. Sans-I/O, any lane.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace godwit::protocol {

struct Method {
  std::uint32_t number;
  std::string name;                          ///< "SendMessage"
  const google::protobuf::Message* request;  ///< prototypes, never null
  const google::protobuf::Message* response;
};

std::span<const Method> all_methods();
/// nullptr when unknown.
const Method* find_method_row(std::uint32_t number);
const Method* find_method_row(std::string_view name);

}  // namespace godwit::protocol
