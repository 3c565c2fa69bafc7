// SPDX-License-Identifier: Apache-2.0
#include "samples.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>

#include "methods.h"
#include "protocol/wire.h"

namespace godwit::protocol {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::OneofDescriptor;
using google::protobuf::Reflection;

constexpr std::uint32_t kCorrelation = 300;

std::string sample_text(const std::string& field) {
  static const std::map<std::string, std::string> kTexts = {
      {"log", "d.11.12"},
      {"client_id", "01920000-0000-7000-8000-0000000000ff"},
      {"handle", "amy"},
      {"name", "Amy Müller"},
      {"text", "Hello, 世界 🐦\n\"second line\" <&>"},
      {"request_text", "It is me, Bob"},
      {"password", "correct horse"},
      {"client", "godwit-web/0.1"},
      {"server", "godwit/0.1.0"},
  };
  const auto found = kTexts.find(field);
  return found == kTexts.end() ? "some " + field : found->second;
}

std::int64_t sample_int64(const std::string& field) {
  constexpr std::int64_t kTime = 1'767'225'600'000;
  // Beyond 2^53, where a JavaScript number would round.
  constexpr std::int64_t kId = 9'007'199'254'740'993;
  return field.ends_with("_ms") ? kTime : kId;
}

/// Chooses the field of a oneof that is filled.
using Choose = std::function<const FieldDescriptor*(const OneofDescriptor&)>;

void fill(Message& message, const Choose& choose);

void add_to_field(Message& message, const FieldDescriptor& field, const Choose& choose) {
  const Reflection& to = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return fill(*to.AddMessage(&message, &field), choose);
    case FieldDescriptor::CPPTYPE_UINT64:
      return to.AddUInt64(&message, &field, 1'000 + static_cast<std::uint64_t>(field.number()));
    case FieldDescriptor::CPPTYPE_INT64:
      return to.AddInt64(&message, &field, sample_int64(field.name()));
    case FieldDescriptor::CPPTYPE_UINT32:
      return to.AddUInt32(&message, &field, 500 + static_cast<std::uint32_t>(field.number()));
    default:
      check_failed("a repeated type that the schema did not use so far", __FILE__, __LINE__);
  }
}

void fill_field(Message& message, const FieldDescriptor& field, const Choose& choose) {
  const Reflection& to = *message.GetReflection();
  if (field.is_repeated()) {
    for (int i = 0; i < 2; ++i) add_to_field(message, field, choose);
    return;
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return fill(*to.MutableMessage(&message, &field), choose);
    case FieldDescriptor::CPPTYPE_STRING:
      return to.SetString(
          &message, &field,
          field.type() == FieldDescriptor::TYPE_BYTES ? std::string("\0\x01\xFE\xFF", 4) : sample_text(field.name()));
    case FieldDescriptor::CPPTYPE_INT64:
      return to.SetInt64(&message, &field, sample_int64(field.name()));
    case FieldDescriptor::CPPTYPE_UINT64:
      return to.SetUInt64(&message, &field, 1'000 + static_cast<std::uint64_t>(field.number()));
    case FieldDescriptor::CPPTYPE_UINT32:
      return to.SetUInt32(&message, &field, 500 + static_cast<std::uint32_t>(field.number()));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return to.SetDouble(&message, &field, 47.5 + field.number());
    case FieldDescriptor::CPPTYPE_BOOL:
      return to.SetBool(&message, &field, true);
    case FieldDescriptor::CPPTYPE_ENUM:
      return to.SetEnum(&message, &field, field.enum_type()->value(field.enum_type()->value_count() - 1));
    default:
      check_failed("a type that the schema did not use so far", __FILE__, __LINE__);
  }
}

const FieldDescriptor* choose_first(const OneofDescriptor& oneof) { return oneof.field(0); }

void fill(Message& message, const Choose& wanted) {
  const auto& schema = *message.GetDescriptor();
  // Merged messages hold messages: texts, lest it never end.
  const Choose choose = schema.name() == "MergedItem" ? choose_first : wanted;
  for (int i = 0; i < schema.field_count(); ++i) {
    const FieldDescriptor& field = *schema.field(i);
    const OneofDescriptor* oneof = field.real_containing_oneof();
    if (!oneof || choose(*oneof) == &field) fill_field(message, field, choose);
  }
}

std::string fill_new(const Message& prototype, const Choose& choose = choose_first) {
  const std::unique_ptr<Message> message(prototype.New());
  fill(*message, choose);
  return message->SerializeAsString();
}

std::string snake_case(const std::string& camel) {
  std::string out;
  for (const char c : camel) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

void add_requests_and_responses(std::vector<Sample>& samples) {
  for (const Method& method : all_methods()) {
    const std::string stem = snake_case(method.name);
    std::string body = fill_new(*method.request);
    samples.push_back(
        {stem + "_request",
         encode_frame(
             {.kind = FrameKind::kRequest, .correlation = kCorrelation, .method = method.number, .body = body})});
    body = fill_new(*method.response);
    samples.push_back({stem + "_response",
                       encode_frame({.kind = FrameKind::kResponse, .correlation = kCorrelation, .body = body}),
                       method.number});
  }
}

void add_updates(std::vector<Sample>& samples) {
  const auto add = [&](const std::string& name, const std::string& body) {
    samples.push_back({name, encode_frame({.kind = FrameKind::kUpdate, .body = body})});
  };
  const OneofDescriptor& kinds = *v1::Update::descriptor()->oneof_decl(0);
  for (int i = 0; i < kinds.field_count(); ++i) {
    const FieldDescriptor* kind = kinds.field(i);
    add("update_" + kind->name(), fill_new(v1::Update::default_instance(), [&](const OneofDescriptor& oneof) {
          return &oneof == &kinds ? kind : oneof.field(0);
        }));
  }
  const OneofDescriptor& bodies = *v1::EntryBody::descriptor()->oneof_decl(0);
  for (int i = 0; i < bodies.field_count(); ++i) {
    const FieldDescriptor* body = bodies.field(i);
    add("update_entry_" + body->name(), fill_new(v1::Update::default_instance(), [&](const OneofDescriptor& oneof) {
          return &oneof == &bodies ? body : oneof.field(0);
        }));
  }
  v1::Update update;
  v1::Entry& entry = *update.mutable_entry()->mutable_entry();
  update.mutable_entry()->set_epoch(1);
  entry.set_log("d.11.12");
  entry.set_seq(7);
  entry.mutable_overlay()->set_recalled_seq(9);
  add("update_entry_tombstone", update.SerializeAsString());
  entry.clear_overlay();
  v1::EntryBody& newer = *entry.mutable_body();
  newer.GetReflection()->MutableUnknownFields(&newer)->AddLengthDelimited(500, "of a later version");
  add("update_entry_unknown_kind", update.SerializeAsString());
  add("update_unknown_kind", std::string("\xA2\x1F\x01x", 4));
}

}  // namespace

std::vector<Sample> make_samples() {
  std::vector<Sample> samples;
  add_requests_and_responses(samples);
  add_updates(samples);
  const std::string error = to_wire(Error{ErrorCode::kRateLimited, "too many requests", 250}).SerializeAsString();
  samples.push_back(
      {"error",
       encode_frame({.kind = FrameKind::kResponse, .error = true, .correlation = kCorrelation, .body = error})});
  const std::string farewell = fill_new(v1::GoingAway::default_instance());
  samples.push_back({"going_away", encode_frame({.kind = FrameKind::kGoingAway, .body = farewell})});
  samples.push_back({"ping", encode_frame({.kind = FrameKind::kPing})});
  samples.push_back({"pong", encode_frame({.kind = FrameKind::kPong})});
  return samples;
}

}  // namespace godwit::protocol
