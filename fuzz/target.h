// SPDX-License-Identifier: Apache-2.0
// The decoders that meet bytes of strangers, each as a function that must survive anything. fuzz/<name>_fuzz.cpp makes a libFuzzer program
// of each; replay_test.cpp runs their corpora in the ordinary tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace godwit::fuzz {

void frame(std::string_view bytes);
void websocket(std::string_view bytes);
void http(std::string_view bytes);
void json(std::string_view bytes);
void messages(std::string_view bytes);

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

/// In a libFuzzer build the target is the program; otherwise it is linked into the replay.
#ifdef GODWIT_FUZZER
#define GODWIT_FUZZ_TARGET(name)                                                      \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    godwit::fuzz::name({reinterpret_cast<const char*>(data), size});                  \
    return 0;                                                                         \
  }
#else
#define GODWIT_FUZZ_TARGET(name)
#endif
