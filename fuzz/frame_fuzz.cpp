// SPDX-License-Identifier: Apache-2.0
// First byte: how the stream is split. Whatever decodes encodes to a frame that decodes to the same.
#include "protocol/frame.h"

#include "target.h"

namespace godwit::fuzz {

using namespace protocol;

void frame(std::string_view bytes) {
  constexpr std::size_t kLimit = 4096;
  const std::size_t step = take_byte(bytes) + 1u;
  FrameDecoder decoder(kLimit);
  while (!bytes.empty()) {
    decoder.feed(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    for (;;) {
      const auto next = decoder.next();
      if (!next) return;
      if (!*next) break;
      const Frame& got = **next;
      require(got.body.size() <= kLimit);
      const std::string encoded = encode_frame(got);
      const auto again = decode_frame(encoded);
      require(again && again->kind == got.kind && again->error == got.error && again->correlation == got.correlation &&
              again->method == got.method && again->body == got.body);
    }
    require(decoder.buffered() <= kLimit + 10);
  }
}

}  // namespace godwit::fuzz
