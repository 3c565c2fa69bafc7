// SPDX-License-Identifier: Apache-2.0
// The store: the only truth. One interface per aggregate; adapters implement them and pass store/contract.
// Lifetime: one per process, made before everything that uses it. Destroyed when nobody asks any more, after the lanes were stopped and
// before they are destroyed: what was asked before is done and answered to them.
#pragma once

#include "store/account_store.h"
#include "store/contact_store.h"
#include "store/log_store.h"
#include "store/media_store.h"

namespace godwit::store {

class Store {
 public:
  virtual ~Store() = default;
  virtual LogStore& logs() = 0;
  virtual AccountStore& accounts() = 0;
  virtual ContactStore& contacts() = 0;
  virtual MediaStore& media() = 0;
  /// Of the shard; constant while the process lives.
  virtual Epoch epoch() const = 0;
  /// Empty when it can take appends; else why not, for /readyz (disk full, disk error).
  virtual std::string unready_reason() const = 0;
};

}  // namespace godwit::store
