// SPDX-License-Identifier: Apache-2.0
// What happens to a group, appended to its log. Inside the writer's transaction.
#pragma once

#include "group_rows.h"
#include "store/log_store.h"

namespace godwit::store {

struct GroupChangeResult {
  model::Entry entry;
  std::vector<model::Entry> also;
};

/// As LogStore::append, after the client_id was found to be new. Every check comes before the first write.
Result<GroupChangeResult> append_group_change(Database& database, LogRow& row, const Append& append, UnixMillis now);

/// The person is out of all groups, with entries that say so; a group that they owned goes to another, or is dismissed.
void leave_all_groups(Database& database, UserId user, UnixMillis now, std::vector<model::Entry>& entries);

/// Everyone whom the owner may add: contacts that block nobody. kForbidden, kConflict when one is in too many groups.
Status check_addable(Database& database, UserId owner, const std::vector<UserId>& users);

}  // namespace godwit::store
