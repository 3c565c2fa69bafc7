// SPDX-License-Identifier: Apache-2.0
// The decoders that meet bytes of strangers, each as a function that must survive anything: fuzz/<name>_fuzz.cpp.
// main.cpp makes a libFuzzer program of each; replay_test.cpp runs their corpora in the ordinary tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace godwit::fuzz {

void body(std::string_view bytes);
void config(std::string_view bytes);
void frame(std::string_view bytes);
void handshake(std::string_view bytes);
void http(std::string_view bytes);
void json(std::string_view bytes);
void media(std::string_view bytes);
void messages(std::string_view bytes);
void rest(std::string_view bytes);
void texts(std::string_view text);
void websocket(std::string_view bytes);

/// A property that the decoder promises.
inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Takes the first byte as a number, for the choices of a target.
inline std::uint8_t take_byte(std::string_view& bytes) {
  if (bytes.empty()) return 0;
  const auto value = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  return value;
}

}  // namespace godwit::fuzz
