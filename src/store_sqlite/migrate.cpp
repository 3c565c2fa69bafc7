// SPDX-License-Identifier: Apache-2.0
#include "migrate.h"

#include <fmt/format.h>

namespace godwit::store {

Status migrate(Database& database) {
  const auto steps = migrations();
  std::int64_t version = 0;
  {
    Query query = database.query("PRAGMA user_version");
    query.step();
    version = query.integer(0);
  }
  if (version > static_cast<std::int64_t>(steps.size())) {
    return fail(
        ErrorCode::kInvalid,
        fmt::format("the data was written by a newer godwit (schema {}, this one knows {}); nothing was changed",
                    version, steps.size()));
  }
  for (auto next = static_cast<std::size_t>(version); next < steps.size(); ++next) {
    database.execute("BEGIN IMMEDIATE");
    database.execute(std::string(steps[next]));
    database.execute(fmt::format("PRAGMA user_version = {}", next + 1));
    database.execute("COMMIT");
  }
  return {};
}

}  // namespace godwit::store
