// SPDX-License-Identifier: Apache-2.0
#include "store_sqlite/restore.h"

#include <fmt/format.h>

#include <algorithm>

#include "inspect.h"
#include "log_rows.h"
#include "migrate.h"

namespace godwit::store {

Result<Epoch> begin_new_epoch(const std::filesystem::path& path, const Clock& clock) {
  try {
    Database database(path, Database::Mode::kReadWrite);
    database.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF");
    if (auto ok = migrate(database); !ok) return std::unexpected(ok.error());
    if (const auto faults = find_faults(database); !faults.empty()) {
      return fail(ErrorCode::kInvalid, fmt::format("the database of the backup is damaged: {}", faults.front()));
    }
    const Epoch epoch = std::max(read_epoch(database) + 1, static_cast<Epoch>(clock.unix_millis()));
    database.execute("BEGIN IMMEDIATE");
    database.query("UPDATE meta SET value = ? WHERE key = 'epoch'").bind(epoch).run();
    database.execute("COMMIT");
    return epoch;
  } catch (const SqliteError& error) {
    return fail(ErrorCode::kInternal, fmt::format("cannot open {}: {}", path.string(), error.what));
  }
}

}  // namespace godwit::store
