// SPDX-License-Identifier: Apache-2.0
#include "migrate.h"

#include <fmt/format.h>

namespace godwit::store {

Result<std::size_t> schema_version(Database& database) {
  Query query = database.query("PRAGMA user_version");
  query.step();
  const std::int64_t version = query.integer(0);
  const std::size_t known = migrations().size();
  if (version < 0 || version > static_cast<std::int64_t>(known)) {
    return fail(
        ErrorCode::kInvalid,
        fmt::format("the data was written by a newer godwit (schema {}, this one knows {}); nothing was changed",
                    version, known));
  }
  return static_cast<std::size_t>(version);
}

Status migrate(Database& database) {
  const auto steps = migrations();
  const auto version = schema_version(database);
  if (!version) return std::unexpected(version.error());
  for (std::size_t next = *version; next < steps.size(); ++next) {
    database.execute("BEGIN IMMEDIATE");
    database.execute(std::string(steps[next]));
    database.execute(fmt::format("PRAGMA user_version = {}", next + 1));
    database.execute("COMMIT");
  }
  return {};
}

}  // namespace godwit::store
