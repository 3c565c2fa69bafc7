// SPDX-License-Identifier: Apache-2.0
// proto/golden: one frame a file, decoded for ever by this test and by the web app's. A difference means that the wire changed for
// clients that exist. GODWIT_WRITE_GOLDEN=1 writes the files that are missing, never one that is there, and the index.
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "methods.h"
#include "protocol/json.h"
#include "protocol/wire.h"
#include "samples.h"

namespace godwit::protocol {
namespace {

namespace fs = std::filesystem;
using google::protobuf::ListValue;
using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::util::MessageDifferencer;

const fs::path kFolder = GODWIT_GOLDEN_DIR;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

template <class Value>
Value parse_json(const std::string& text) {
  Value value;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(text, &value).ok()) << text;
  return value;
}

struct Golden {
  std::string file;
  Struct json;
};

std::map<std::string, Golden> read_index() {
  std::map<std::string, Golden> goldens;
  const auto index = parse_json<ListValue>(read_file(kFolder / "index.json"));
  for (const auto& row : index.values()) {
    const auto& fields = row.struct_value().fields();
    const bool added = goldens
                           .emplace(fields.at("name").string_value(),
                                    Golden{fields.at("file").string_value(), fields.at("json").struct_value()})
                           .second;
    EXPECT_TRUE(added) << fields.at("name").string_value() << " is there twice";
  }
  return goldens;
}

/// The message in a frame, decoded and encoded again.
std::string through_message(const Frame& frame, std::uint32_t method) {
  const Method* row = find_method_row(frame.kind == FrameKind::kRequest ? frame.method : method);
  const Message* prototype = nullptr;
  if (frame.kind == FrameKind::kRequest && row) prototype = row->request;
  if (frame.kind == FrameKind::kResponse)
    prototype = frame.error ? &v1::Error::default_instance() : row ? row->response : nullptr;
  if (frame.kind == FrameKind::kUpdate) prototype = &v1::Update::default_instance();
  if (frame.kind == FrameKind::kGoingAway) prototype = &v1::GoingAway::default_instance();
  if (!prototype) return std::string(frame.body);
  const std::unique_ptr<Message> message(prototype->New());
  EXPECT_TRUE(message->ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size())));
  return message->SerializeAsString();
}

std::string json_of(const std::string& bytes, std::uint32_t method) {
  const auto frame = decode_frame(bytes);
  EXPECT_TRUE(frame.has_value());
  return frame ? encode_json(*frame, method) : "{}";
}

void write_missing() {
  fs::create_directories(kFolder);
  std::ofstream index(kFolder / "index.json", std::ios::binary);
  const char* separator = "[\n";
  for (const Sample& sample : make_samples()) {
    const std::string file = sample.name + ".bin";
    if (!fs::exists(kFolder / file)) std::ofstream(kFolder / file, std::ios::binary) << sample.frame;
    index << separator << R"({"name": ")" << sample.name << R"(", "file": ")" << file << R"(", "json": )"
          << json_of(read_file(kFolder / file), sample.method) << "}";
    separator = ",\n";
  }
  index << "\n]\n";
}

class GoldenFrames : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (std::getenv("GODWIT_WRITE_GOLDEN")) write_missing();
  }
};

TEST_F(GoldenFrames, are_there_for_every_message_of_the_schema) {
  const auto goldens = read_index();
  const auto samples = make_samples();
  for (const Sample& sample : samples) EXPECT_TRUE(goldens.contains(sample.name)) << sample.name;
  EXPECT_EQ(goldens.size(), samples.size());
  std::size_t files = 0;
  for (const auto& file : fs::directory_iterator(kFolder)) files += file.path().extension() == ".bin" ? 1 : 0;
  EXPECT_EQ(files, goldens.size());
}

TEST_F(GoldenFrames, decode_to_their_json_and_encode_to_the_same_bytes) {
  const auto goldens = read_index();
  for (const Sample& sample : make_samples()) {
    const auto found = goldens.find(sample.name);
    if (found == goldens.end()) continue;
    const std::string bytes = read_file(kFolder / found->second.file);
    const auto frame = decode_frame(bytes);
    ASSERT_TRUE(frame.has_value()) << sample.name;
    Frame again = *frame;
    const std::string body = through_message(*frame, sample.method);
    again.body = body;
    EXPECT_EQ(encode_frame(again), bytes) << sample.name;
    const std::string json = encode_json(*frame, sample.method);
    EXPECT_TRUE(MessageDifferencer::Equals(parse_json<Struct>(json), found->second.json)) << sample.name << "\n"
                                                                                          << json;
  }
}

TEST_F(GoldenFrames, of_requests_are_what_their_json_decodes_to) {
  for (const Sample& sample : make_samples()) {
    const auto frame = decode_frame(sample.frame);
    ASSERT_TRUE(frame.has_value());
    if (frame->kind != FrameKind::kRequest && frame->kind != FrameKind::kPing) continue;
    const auto inbound = decode_json(encode_json(*frame, 0));
    ASSERT_TRUE(inbound.has_value()) << sample.name << ": " << inbound.error().error.detail;
    EXPECT_EQ(inbound->kind, frame->kind);
    EXPECT_EQ(inbound->correlation, frame->correlation);
    EXPECT_EQ(inbound->method, frame->method);
    EXPECT_EQ(inbound->body, frame->body) << sample.name;
  }
}

}  // namespace
}  // namespace godwit::protocol
