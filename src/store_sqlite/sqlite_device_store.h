// SPDX-License-Identifier: Apache-2.0
// Devices in SQLite.
#pragma once

#include "engine.h"
#include "store/device_store.h"

namespace godwit::store {

class SqliteDeviceStore final : public DeviceStore {
 public:
  explicit SqliteDeviceStore(Engine& engine) : engine_(engine) {}

  Task<Result<std::vector<DeviceId>>> create_device(NewDevice device, std::size_t limit) override;
  Task<Result<std::optional<Device>>> find_device(SecretHash token_hash) override;
  Task<Result<std::optional<Holder>>> find_holder(DeviceId device) override;
  Task<Result<std::vector<Device>>> list_devices(UserId user) override;
  Task<Result<bool>> remove_device(UserId user, DeviceId device) override;
  Task<Result<std::vector<DeviceId>>> remove_other_devices(UserId user, DeviceId keep) override;
  Task<Result<void>> touch_device(DeviceUse use) override;

 private:
  Engine& engine_;
};

}  // namespace godwit::store
