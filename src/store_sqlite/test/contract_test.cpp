// SPDX-License-Identifier: Apache-2.0
// The SQLite store passes the contract, in memory and in a folder.
#include "contract/store_contract.h"
#include "store_sqlite/sqlite_store.h"
#include "temporary_folder.h"

namespace godwit::store::contract {
namespace {

Opened open(std::shared_ptr<TemporaryFolder> folder, const Clock& clock, Metrics& metrics) {
  auto store = open_sqlite({.folder = folder ? folder->path() : std::filesystem::path(),
                            .clock = &clock,
                            .metrics = &metrics,
                            .on_fatal = [](const std::string& what) { ADD_FAILURE() << what; }});
  EXPECT_TRUE(store) << store.error().detail;
  return {folder, store ? std::move(*store) : nullptr};
}

std::vector<Adapter> adapters() {
  return {
      {"in_memory", [](const Clock& clock, Metrics& metrics) { return open(nullptr, clock, metrics); }},
      {"in_a_folder",
       [](const Clock& clock, Metrics& metrics) { return open(std::make_shared<TemporaryFolder>(), clock, metrics); }},
  };
}

const auto kAdapters = testing::ValuesIn(adapters());

INSTANTIATE_TEST_SUITE_P(Sqlite, AppendContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, ContactContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, AccountContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, DeviceContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, PeopleContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, ReportContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, PresenceContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, MessageContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, GroupContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, AdminContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, ModelContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, AmendContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, SearchContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, MediaContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, ReactionContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, ReadContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, CursorContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, ConversationContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, ForwardContract, kAdapters, adapter_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, HeadsContract, kAdapters, adapter_name);

}  // namespace
}  // namespace godwit::store::contract
