// SPDX-License-Identifier: Apache-2.0
// Inputs for a target made of what is in the repository: proto/golden, test/conformance, the defaults. They grow with it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace godwit::fuzz {

/// (name, input); none for a target that nothing of it concerns.
std::vector<std::pair<std::string, std::string>> golden_seeds(const std::string& target);

}  // namespace godwit::fuzz
