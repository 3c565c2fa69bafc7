// SPDX-License-Identifier: Apache-2.0
// What the doctor says about one thing. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace godwit::app {

enum class Verdict : std::uint8_t {
  kGood,
  kWarning,  ///< it works; somebody should know
  kBad,      ///< it does not work, or will not
};

struct Finding {
  std::string subject;  ///< "data folder"
  Verdict verdict = Verdict::kGood;
  std::string what;    ///< what was seen, a sentence without its point
  std::string advice;  ///< what to do, for all but kGood
};

using Findings = std::vector<Finding>;

}  // namespace godwit::app
