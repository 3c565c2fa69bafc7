// SPDX-License-Identifier: Apache-2.0
// The libFuzzer program of one target, which the build names.
#include "target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  godwit::fuzz::GODWIT_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}
