// SPDX-License-Identifier: Apache-2.0
// The contract suite over the embedded store, in memory and in a folder.
#include "contract/store_contract.h"
#include "store_sqlite/sqlite_store.h"
#include "test/scratch_folder.h"

namespace godwit::store {
namespace {

using contract::name_of_store;
using contract::StoreContract;
using contract::StoreFactory;

/// Keeps its folder as long as it lives.
class StoreInFolder final : public Store {
 public:
  StoreInFolder(const Clock& clock, Metrics& metrics) {
    SqliteOptions options;
    options.folder = folder_.path();
    options.clock = &clock;
    options.metrics = &metrics;
    store_ = contract::must(open_sqlite(std::move(options)));
  }
  LogStore& logs() override { return store_->logs(); }
  AccountStore& accounts() override { return store_->accounts(); }
  ContactStore& contacts() override { return store_->contacts(); }
  Epoch epoch() const override { return store_->epoch(); }
  std::string unready_reason() const override { return store_->unready_reason(); }

 private:
  ScratchFolder folder_;
  std::unique_ptr<Store> store_;
};

std::unique_ptr<Store> open_in_folder(const Clock& clock, Metrics& metrics) {
  return std::make_unique<StoreInFolder>(clock, metrics);
}

std::unique_ptr<Store> open_in_memory(const Clock& clock, Metrics& metrics) {
  SqliteOptions options;
  options.clock = &clock;
  options.metrics = &metrics;
  return contract::must(open_sqlite(std::move(options)));
}

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract,
                         testing::Values(StoreFactory{"in_memory", open_in_memory},
                                         StoreFactory{"in_folder", open_in_folder}),
                         name_of_store);

}  // namespace
}  // namespace godwit::store
