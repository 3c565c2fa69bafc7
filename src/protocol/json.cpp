// SPDX-License-Identifier: Apache-2.0
// The only file that knows Boost.JSON (the envelope) and protobuf's JSON (the messages).
#include "protocol/json.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <boost/json.hpp>
#include <memory>

#include "base/log.h"
#include "methods.h"
#include "protocol/wire.h"

namespace godwit::protocol {
namespace {

namespace json = boost::json;
using google::protobuf::Message;
namespace util = google::protobuf::util;

constexpr std::size_t kMaxDepth = 32;

std::unexpected<JsonRefusal> refuse(std::uint32_t correlation, ErrorCode code, std::string detail) {
  return std::unexpected(JsonRefusal{correlation, {code, std::move(detail), 0}});
}

std::optional<json::object> parse_envelope(std::string_view text) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code failed;
  json::value value = json::parse(json::string_view(text.data(), text.size()), failed, {}, options);
  if (failed || !value.is_object()) return std::nullopt;
  return std::move(value.as_object());
}

/// 0 when there is none.
std::uint32_t read_correlation(const json::object& envelope) {
  const json::value* id = envelope.if_contains("id");
  const std::int64_t* number = id ? id->if_int64() : nullptr;
  return number && *number > 0 && *number <= UINT32_MAX ? static_cast<std::uint32_t>(*number) : 0;
}

/// protobuf says "…(path.to.field): …value…": the path helps, the value stays out of details.
std::string describe_misfit(const Method& method, std::string_view said) {
  std::string detail = "params: not a " + method.name + "Request";
  const auto open = said.find('(');
  const auto close = said.find(')', std::min(open, said.size()));
  if (close == std::string_view::npos) return detail;
  const std::string_view path = said.substr(open + 1, close - open - 1);
  constexpr std::size_t kLongest = 64;
  const bool is_path = !path.empty() && path.size() <= kLongest && std::ranges::all_of(path, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_.[]").contains(c);
  });
  return is_path ? detail.append(", see ").append(path) : detail;
}

Result<std::string> to_binary(const Method& method, const json::value* params) {
  if (!params) return std::string();
  if (!params->is_object()) return fail(ErrorCode::kInvalid, "params: not an object");
  const std::unique_ptr<Message> request(method.request->New());
  util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  const auto status = util::JsonStringToMessage(json::serialize(*params), request.get(), options);
  if (!status.ok()) {
    const std::string said(status.message());
    return fail(ErrorCode::kInvalid, describe_misfit(method, said));
  }
  return request->SerializeAsString();
}

std::string to_text(const Message& prototype, std::string_view body) {
  const std::unique_ptr<Message> message(prototype.New());
  std::string text;
  const bool decoded = message->ParseFromArray(body.data(), static_cast<int>(body.size()));
  if (!decoded || !util::MessageToJsonString(*message, &text).ok()) {
    log::error("json.encode", {{"message", prototype.GetTypeName()}});
    return "{}";
  }
  return text;
}

}  // namespace

std::expected<JsonInbound, JsonRefusal> decode_json(std::string_view text) {
  const auto envelope = parse_envelope(text);
  if (!envelope) return refuse(0, ErrorCode::kMalformed, "not a JSON object");
  JsonInbound inbound;
  if (envelope->contains("ping")) {
    inbound.kind = FrameKind::kPing;
    return inbound;
  }
  inbound.correlation = read_correlation(*envelope);
  if (inbound.correlation == 0) return refuse(0, ErrorCode::kMalformed, "id: a whole number from 1 to 4294967295");
  const json::value* name = envelope->if_contains("method");
  if (!name || !name->is_string()) return refuse(inbound.correlation, ErrorCode::kInvalid, "method: missing");
  const json::string& text_name = name->get_string();
  const Method* method = find_method_row(std::string_view(text_name.data(), text_name.size()));
  if (!method) return refuse(inbound.correlation, ErrorCode::kUnimplemented, "unknown method");
  inbound.method = method->number;
  auto body = to_binary(*method, envelope->if_contains("params"));
  if (!body) return std::unexpected(JsonRefusal{inbound.correlation, std::move(body.error())});
  inbound.body = std::move(*body);
  return inbound;
}

std::string encode_json(const Frame& frame, std::uint32_t method) {
  const Method* row = find_method_row(frame.kind == FrameKind::kRequest ? frame.method : method);
  const std::string id = "{\"id\":" + std::to_string(frame.correlation);
  switch (frame.kind) {
    case FrameKind::kRequest:
      return id + ",\"method\":\"" + (row ? row->name : "") +
             "\",\"params\":" + (row ? to_text(*row->request, frame.body) : "{}") + "}";
    case FrameKind::kResponse:
      if (frame.error) return id + ",\"error\":" + to_text(v1::Error::default_instance(), frame.body) + "}";
      return id + ",\"result\":" + (row ? to_text(*row->response, frame.body) : "{}") + "}";
    case FrameKind::kUpdate:
      return "{\"update\":" + to_text(v1::Update::default_instance(), frame.body) + "}";
    case FrameKind::kPing:
      return "{\"ping\":{}}";
    case FrameKind::kPong:
      return "{\"pong\":{}}";
    case FrameKind::kGoingAway:
      return "{\"goingAway\":" + to_text(v1::GoingAway::default_instance(), frame.body) + "}";
  }
  return "{}";
}

Result<std::string> request_from_json(std::uint32_t method, std::string_view object,
                                      const std::vector<JsonField>& fields) {
  auto params = parse_envelope(object.empty() ? "{}" : object);
  if (!params) return fail(ErrorCode::kInvalid, "body: not a JSON object");
  for (const JsonField& field : fields) (*params)[field.name] = field.value;
  const json::value value(std::move(*params));
  return to_binary(*find_method_row(method), &value);
}

std::string response_to_json(std::uint32_t method, std::string_view body) {
  return to_text(*find_method_row(method)->response, body);
}

}  // namespace godwit::protocol
