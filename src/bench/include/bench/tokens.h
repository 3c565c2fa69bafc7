// SPDX-License-Identifier: Apache-2.0
// The file that `bench prepare` leaves and the loads read: one JSON object a line and person, {"user":"11","handle":"bench_11",
// "token":"…","log":"d.11.12"}; persons 2k and 2k+1 share a log. It holds keys to accounts: only its owner may read it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "service/minting.h"

namespace godwit::bench {

struct Credentials {
  std::string token;
  std::string log;
  UserId user = {};  ///< 0 = not in the line
};

struct TokenLine {
  service::MintedPerson person;
  LogId log;
};

/// Adds lines and brings them to disk; the file is made with mode 0600.
Status append_tokens(const std::filesystem::path& file, const std::vector<TokenLine>& people);

/// The first `count` persons. kInvalid with the line that is wrong, kNotFound when there is no file or fewer persons.
Result<std::vector<Credentials>> read_tokens(const std::filesystem::path& file, std::size_t count);
/// Everyone in it, at least one.
Result<std::vector<Credentials>> read_all_tokens(const std::filesystem::path& file);

}  // namespace godwit::bench
