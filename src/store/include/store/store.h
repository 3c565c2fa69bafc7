// SPDX-License-Identifier: Apache-2.0
// The store: the only truth. One interface per aggregate; adapters implement them and pass store/contract.
// Lifetime: one per process, made before and destroyed after everything that uses it.
#pragma once

#include "store/account_store.h"
#include "store/contact_store.h"
#include "store/log_store.h"

namespace godwit::store {

class Store {
 public:
  virtual ~Store() = default;
  virtual LogStore& logs() = 0;
  virtual AccountStore& accounts() = 0;
  virtual ContactStore& contacts() = 0;
  /// Of the shard; constant while the process lives.
  virtual Epoch epoch() const = 0;
  /// Empty when it can take appends; else why not, for /readyz (disk full, disk error).
  virtual std::string unready_reason() const = 0;
};

}  // namespace godwit::store
