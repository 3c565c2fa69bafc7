// SPDX-License-Identifier: Apache-2.0
#include "sqlite_presence_store.h"

namespace godwit::store {

Task<Result<void>> SqlitePresenceStore::note_seen(std::vector<Seen> users, std::vector<DeviceSeen> devices) {
  return engine_.write<void>(
      [people = std::move(users), used = std::move(devices)](Database& database) -> Result<void> {
        for (const Seen& one : people) {
          database
              .query(
                  "UPDATE account SET last_seen_ms = ?1 WHERE id = ?2 AND last_seen_ms < ?1 AND NOT invisible AND NOT "
                  "deleted")
              .bind(one.last_seen_ms)
              .bind(one.user.value)
              .run();
        }
        for (const DeviceSeen& one : used) {
          database.query("UPDATE device SET last_used_ms = ?1 WHERE id = ?2 AND last_used_ms < ?1")
              .bind(one.last_used_ms)
              .bind(one.device.value)
              .run();
        }
        return {};
      });
}

Task<Result<std::vector<Seen>>> SqlitePresenceStore::list_seen(UserId viewer, UserId only) {
  using Rows = std::vector<Seen>;
  return engine_.read<Rows>([viewer, only](Database& database) -> Result<Rows> {
    Query query = database.query(
        "SELECT a.id, a.last_seen_ms, a.invisible FROM contact c "
        "JOIN contact d ON d.owner = c.other AND d.other = c.owner JOIN account a ON a.id = c.other "
        "WHERE c.owner = ?1 AND (?2 = 0 OR c.other = ?2) AND c.state = 4 AND d.state = 4 AND NOT c.blocked AND NOT "
        "d.blocked "
        "ORDER BY c.other");
    query.bind(viewer.value).bind(only.value);
    Rows rows;
    while (query.step()) rows.push_back({UserId(query.integer(0)), query.integer(1), query.integer(2) != 0});
    return rows;
  });
}

Task<Result<std::vector<Watched>>> SqlitePresenceStore::list_watchers(std::vector<UserId> users) {
  using Rows = std::vector<Watched>;
  return engine_.read<Rows>([asked = std::move(users)](Database& database) -> Result<Rows> {
    Rows rows;
    for (const UserId user : asked) {
      Watched row;
      {
        Query query = database.query("SELECT last_seen_ms, invisible FROM account WHERE id = ? AND NOT deleted");
        query.bind(user.value);
        if (!query.step()) continue;
        row.seen = {user, query.integer(0), query.integer(1) != 0};
      }
      Query query = database.query(
          "SELECT c.owner FROM contact c JOIN contact d ON d.owner = c.other AND d.other = c.owner "
          "WHERE c.other = ? AND c.state = 4 AND d.state = 4 AND NOT c.blocked AND NOT d.blocked ORDER BY c.owner");
      query.bind(user.value);
      while (query.step()) row.watchers.emplace_back(query.integer(0));
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

}  // namespace godwit::store
