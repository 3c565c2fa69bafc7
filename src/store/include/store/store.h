// SPDX-License-Identifier: Apache-2.0
// The store: the only truth. One interface per aggregate; adapters implement them and pass store/contract.
// Lifetime: one per process, made before everything that uses it. Destroyed when nobody asks any more, after the lanes were stopped and
// before they are destroyed: what was asked before is done and answered to them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/account_store.h"
#include "store/admin_store.h"
#include "store/contact_store.h"
#include "store/device_store.h"
#include "store/group_store.h"
#include "store/log_store.h"
#include "store/media_store.h"
#include "store/presence_store.h"
#include "store/report_store.h"
#include "store/search_index.h"

namespace godwit::store {

class Store {
 public:
  virtual ~Store() = default;
  virtual LogStore& logs() = 0;
  virtual AccountStore& accounts() = 0;
  virtual DeviceStore& devices() = 0;
  virtual ContactStore& contacts() = 0;
  virtual GroupStore& groups() = 0;
  virtual MediaStore& media() = 0;
  virtual PresenceStore& presence() = 0;
  virtual AdminStore& admin() = 0;
  virtual ReportStore& reports() = 0;
  virtual SearchIndex& search() = 0;
  /// Of the shard; constant while the process lives.
  virtual Epoch epoch() const = 0;
  /// Empty when it can take appends; else why not, for /readyz (disk full, disk error).
  virtual std::string unready_reason() const = 0;

  /// Writes all that is stored now into a new file, on disk when answered; appends go on meanwhile and are not in it. kConflict when the
  /// file is there, kStorageFull, kInternal with a sentence; then there is no file.
  virtual Task<Result<Epoch>> snapshot(std::filesystem::path file) = 0;
  /// Reads everything and answers a sentence for each thing that is wrong; appends go on meanwhile.
  virtual Task<Result<std::vector<std::string>>> inspect() = 0;
};

}  // namespace godwit::store
