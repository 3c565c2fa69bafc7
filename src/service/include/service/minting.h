// SPDX-License-Identifier: Apache-2.0
// People for load tests, what they say, and groups of theirs, made without their doing: each by the store's own calls, with the checks
// that hold for people. No password fits them. Asked for many at once, they share the store's transactions. Lane and lifetime as Accounts.
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
  std::string token;  ///< of the device; shown this once. Empty = it has none
};

struct MintedPair {
  std::array<MintedPerson, 2> people;
  LogId log;  ///< the direct conversation, which either may write to
};

struct MintedGroup {
  LogId log;
  MintedPerson owner;
  std::string code;  ///< of a link that lets anyone in
};

class Minting {
 public:
  struct Deps {
    store::Store& store;
    IdMint& ids;
    const Clock& clock;
  };
  explicit Minting(Deps deps) : deps_(deps) {}

  /// Two accounts that are contacts, with their conversation begun. Handles are "bench_" and the user's id, so they never meet those of
  /// people. Errors as of the store, here and below.
  Task<Result<MintedPair>> mint_pair();
  /// A group of one person, who owns it.
  Task<Result<MintedGroup>> mint_group(std::string name);
  /// Someone new who comes in by the link; who never will be online needs no device.
  Task<Result<MintedPerson>> mint_member(std::string code, bool with_device);
  /// A text of the author's in a log that they may write to.
  Task<Result<void>> mint_text(UserId author, LogId log, std::string text);

 private:
  Task<Result<MintedPerson>> mint_person(bool with_device = true);

  Deps deps_;
};

}  // namespace godwit::service
