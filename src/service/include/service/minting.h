// SPDX-License-Identifier: Apache-2.0
// People for load tests, made without their doing: two accounts that are contacts, their conversation begun, one device each. No password
// fits them. Asked for many at once, they share the store's transactions. Lane and lifetime as Accounts.
#pragma once

#include <array>
#include <string>

#include "async/task.h"
#include "base/log_id.h"
#include "store/store.h"

namespace godwit::service {

struct MintedPerson {
  UserId user;
  std::string handle;
  std::string token;  ///< of the device; shown this once
};

struct MintedPair {
  std::array<MintedPerson, 2> people;
  LogId log;  ///< the direct conversation, which either may write to
};

class Minting {
 public:
  struct Deps {
    store::Store& store;
    IdMint& ids;
  };
  explicit Minting(Deps deps) : deps_(deps) {}

  /// Handles are "bench_" and the user's id, so they never meet those of people. Errors as of the store.
  Task<Result<MintedPair>> mint_pair();

 private:
  Task<Result<MintedPerson>> mint_person();

  Deps deps_;
};

}  // namespace godwit::service
