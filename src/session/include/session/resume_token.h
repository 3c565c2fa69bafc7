// SPDX-License-Identifier: Apache-2.0
// The resume token: {version, shard, epoch, position} in 25 bytes, opaque to clients. It is no secret: it only says from where on
// a device wants the heads of its own logs. Any lane.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace godwit::session {

struct ResumeToken {
  std::uint64_t shard = 0;
  Epoch epoch = 0;
  std::int64_t position = 0;
  bool operator==(const ResumeToken&) const = default;
};

std::string encode(const ResumeToken& token);
/// nullopt for anything that encode() did not make: the device then gets the full list.
std::optional<ResumeToken> decode_resume_token(std::string_view bytes);

}  // namespace godwit::session
