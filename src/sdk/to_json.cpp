// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/util/json_util.h>

#include "godwit/values.h"
#include "protocol/wire.h"

namespace godwit::sdk {

std::string to_json(const Entry& entry) {
  v1::Entry message;
  std::string text;
  if (!message.ParseFromString(entry.wire)) return "{}";
  if (!google::protobuf::util::MessageToJsonString(message, &text).ok()) return "{}";
  return text;
}

}  // namespace godwit::sdk
