// SPDX-License-Identifier: Apache-2.0
#include "account_rows.h"
#include "sqlite_device_store.h"

namespace godwit::store {
namespace {

constexpr const char* kColumns = "id, user, name, created_ms, last_used_ms, client, address";

Device device_from(const Query& row) {
  return {.id = DeviceId(row.integer(0)),
          .user = UserId(row.integer(1)),
          .name = row.text(2),
          .created_ms = row.integer(3),
          .last_used_ms = row.integer(4),
          .client = row.text(5),
          .address = row.text(6)};
}

bool is_device_known(Database& database, const NewDevice& device) {
  Query query = database.query("SELECT 1 FROM device WHERE id = ? OR token_hash = ?");
  query.bind(device.id.value).bind(std::span<const std::byte>(device.token_hash));
  return query.step();
}

/// The longest unused beyond the limit, never the newcomer itself.
std::vector<DeviceId> remove_surplus_devices(Database& database, const NewDevice& newcomer, std::size_t limit) {
  std::vector<DeviceId> surplus;
  {
    Query query = database.query(
        "SELECT id FROM device WHERE user = ? AND id <> ? ORDER BY last_used_ms DESC, id DESC LIMIT -1 OFFSET ?");
    query.bind(newcomer.user.value).bind(newcomer.id.value).bind(limit - 1);
    while (query.step()) surplus.emplace_back(query.integer(0));
  }
  for (const DeviceId device : surplus) {
    database.query("DELETE FROM device WHERE id = ?").bind(device.value).run();
  }
  return surplus;
}

}  // namespace

Task<Result<std::vector<DeviceId>>> SqliteDeviceStore::create_device(NewDevice device, std::size_t limit) {
  using Removed = std::vector<DeviceId>;
  return engine_.write<Removed>([this, device = std::move(device), limit](Database& database) -> Result<Removed> {
    const auto account = find_account_row(database, device.user);
    if (!account || account->user.deleted) return fail(ErrorCode::kNotFound, "no such user");
    if (account->disabled) return fail(ErrorCode::kForbidden, "this account is disabled");
    if (is_device_known(database, device)) return fail(ErrorCode::kConflict, "the device id or token is taken");
    const UnixMillis now = engine_.now();
    database
        .query("INSERT INTO device (id, user, token_hash, name, created_ms, last_used_ms) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(device.id.value)
        .bind(device.user.value)
        .bind(std::span<const std::byte>(device.token_hash))
        .bind(device.name)
        .bind(now)
        .bind(now)
        .run();
    return remove_surplus_devices(database, device, limit);
  });
}

Task<Result<std::optional<Device>>> SqliteDeviceStore::find_device(SecretHash token_hash) {
  using Found = std::optional<Device>;
  return engine_.read<Found>([token_hash](Database& database) -> Result<Found> {
    static const std::string sql = std::string("SELECT ") + kColumns + " FROM device WHERE token_hash = ?";
    Query query = database.query(sql.c_str());
    query.bind(std::span<const std::byte>(token_hash));
    if (!query.step()) return Found();
    return Found(device_from(query));
  });
}

Task<Result<std::optional<DeviceStore::Holder>>> SqliteDeviceStore::find_holder(DeviceId device) {
  using Found = std::optional<Holder>;
  return engine_.read<Found>([device](Database& database) -> Result<Found> {
    Query query = database.query("SELECT user, token_hash FROM device WHERE id = ?");
    query.bind(device.value);
    if (!query.step()) return Found();
    Holder holder{UserId(query.integer(0)), {}};
    std::ranges::copy(std::as_bytes(std::span(query.bytes(1))).first(holder.token_hash.size()),
                      holder.token_hash.begin());
    return Found(holder);
  });
}

Task<Result<std::vector<Device>>> SqliteDeviceStore::list_devices(UserId user) {
  using Devices = std::vector<Device>;
  return engine_.read<Devices>([user](Database& database) -> Result<Devices> {
    static const std::string sql =
        std::string("SELECT ") + kColumns + " FROM device WHERE user = ? ORDER BY last_used_ms DESC, id DESC";
    Query query = database.query(sql.c_str());
    query.bind(user.value);
    Devices devices;
    while (query.step()) devices.push_back(device_from(query));
    return devices;
  });
}

Task<Result<bool>> SqliteDeviceStore::remove_device(UserId user, DeviceId device) {
  return engine_.write<bool>([user, device](Database& database) -> Result<bool> {
    database.query("DELETE FROM device WHERE id = ? AND user = ?").bind(device.value).bind(user.value).run();
    return database.changed_rows() > 0;
  });
}

Task<Result<std::vector<DeviceId>>> SqliteDeviceStore::remove_other_devices(UserId user, DeviceId keep) {
  using Removed = std::vector<DeviceId>;
  return engine_.write<Removed>(
      [user, keep](Database& database) -> Result<Removed> { return remove_devices(database, user, keep); });
}

Task<Result<void>> SqliteDeviceStore::touch_device(DeviceUse use) {
  return engine_.write<void>([this, use = std::move(use)](Database& database) -> Result<void> {
    database.query("UPDATE device SET last_used_ms = ?, client = ?, address = ? WHERE id = ?")
        .bind(engine_.now())
        .bind(use.client)
        .bind(use.address)
        .bind(use.device.value)
        .run();
    return {};
  });
}

}  // namespace godwit::store
