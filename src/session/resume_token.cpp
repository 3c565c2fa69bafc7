// SPDX-License-Identifier: Apache-2.0
#include "session/resume_token.h"

namespace godwit::session {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kBytes = 1 + 3 * 8;

void append_big_endian(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

}  // namespace

std::string encode(const ResumeToken& token) {
  std::string out(1, kVersion);
  append_big_endian(out, token.shard);
  append_big_endian(out, token.epoch);
  append_big_endian(out, static_cast<std::uint64_t>(token.position));
  return out;
}

std::optional<ResumeToken> decode_resume_token(std::string_view bytes) {
  if (bytes.size() != kBytes || bytes.front() != kVersion) return std::nullopt;
  const auto position = static_cast<std::int64_t>(big_endian(bytes.substr(17, 8)));
  if (position < 0) return std::nullopt;
  return ResumeToken{big_endian(bytes.substr(1, 8)), big_endian(bytes.substr(9, 8)), position};
}

}  // namespace godwit::session
