// SPDX-License-Identifier: Apache-2.0
#include "golden_seeds.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "config.h"
#include "handshake_cases.h"
#include "protocol/json.h"
#include "protocol/websocket.h"
#include "protocol/wire.h"
#include "websocket_cases.h"

namespace godwit::fuzz {
namespace {

using namespace protocol;
using namespace std::string_literals;

std::string read(const std::filesystem::path& file) {
  std::stringstream in;
  in << std::ifstream(file, std::ios::binary).rdbuf();
  return in.str();
}

/// The input for the target; empty = this frame is nothing for it.
std::string seed_of(const std::string& target, const std::string& bytes, const Frame& frame) {
  if (target == "frame") return "\x10"s + encode_native(frame);
  if (target == "websocket") return "\x40"s + encode_websocket(WsRole::kClient, WsOpcode::kBinary, bytes);
  if (target == "messages" && frame.kind == FrameKind::kRequest) {
    return {static_cast<char>(frame.method >> 8), static_cast<char>(frame.method)};
  }
  if (target == "json" && frame.kind == FrameKind::kRequest) return encode_json(frame, frame.method);
  if (target == "body" && frame.kind == FrameKind::kUpdate) {
    v1::Update update;
    const bool parsed = update.ParseFromArray(frame.body.data(), static_cast<int>(frame.body.size()));
    return parsed && update.has_entry() ? update.entry().entry().body().SerializeAsString() : "";
  }
  return {};
}

using Seeds = std::vector<std::pair<std::string, std::string>>;

/// What RFC 6455 asks for, of the lengths that a fuzzer can work with.
void add_conformance_cases(Seeds& seeds, const std::string& target) {
  constexpr std::size_t kLongest = 300;
  if (target == "handshake" || target == "http") {
    for (const auto& one : conformance::handshake_cases()) {
      seeds.emplace_back("handshake_" + std::to_string(seeds.size()), (target == "http" ? "\x20" : "") + one.request);
    }
  }
  if (target != "websocket") return;
  for (const auto cases : {conformance::framing_cases, conformance::masking_cases, conformance::fragment_cases,
                           conformance::control_cases, conformance::text_cases, conformance::close_cases}) {
    for (const auto& one : cases()) {
      if (one.bytes.size() > kLongest) continue;
      seeds.emplace_back("case_" + std::to_string(seeds.size()), "\x40" + one.bytes);
    }
  }
}

}  // namespace

Seeds golden_seeds(const std::string& target) {
  Seeds seeds;
  add_conformance_cases(seeds, target);
  if (target == "config") seeds.emplace_back("defaults", app::show_config(app::Config()));
  for (const auto& entry : std::filesystem::directory_iterator(GODWIT_GOLDEN_DIR)) {
    if (entry.path().extension() != ".bin") continue;
    const std::string bytes = read(entry.path());
    const auto frame = decode_frame(bytes);
    if (!frame) continue;
    std::string seed = seed_of(target, bytes, *frame);
    if (seed.empty()) continue;
    if (target == "messages") seed += frame->body;
    seeds.emplace_back(entry.path().stem().string(), std::move(seed));
  }
  return seeds;
}

}  // namespace godwit::fuzz
