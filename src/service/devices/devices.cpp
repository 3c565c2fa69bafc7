// SPDX-License-Identifier: Apache-2.0
#include "service/devices.h"

#include <algorithm>

namespace godwit::service {
namespace {

constexpr UnixMillis kMinute = 60'000;

}  // namespace

Task<Result<std::vector<ListedDevice>>> Devices::list(model::Caller caller) {
  auto rows = co_await deps_.store.devices().list_devices(caller.user);
  if (!rows) co_return std::unexpected(rows.error());
  std::vector<ListedDevice> listed;
  for (store::Device& row : *rows) {
    const bool online = deps_.presence.is_connected(row.id);
    if (online) row.last_used_ms = deps_.clock.unix_millis();
    row.last_used_ms -= row.last_used_ms % kMinute;
    const bool current = row.id == caller.device;
    listed.push_back({std::move(row), online, current});
  }
  std::ranges::sort(listed, [](const ListedDevice& one, const ListedDevice& other) {
    if (one.current != other.current) return one.current;
    if (one.device.last_used_ms != other.device.last_used_ms)
      return one.device.last_used_ms > other.device.last_used_ms;
    return one.device.id > other.device.id;
  });
  co_return listed;
}

Task<Result<void>> Devices::revoke(model::Caller caller, DeviceId device) {
  const auto existed = co_await deps_.store.devices().remove_device(caller.user, device);
  if (!existed) co_return std::unexpected(existed.error());
  if (!*existed) co_return fail(ErrorCode::kNotFound, "no such device");
  deps_.bus.publish({bus::DevicesEnded{caller.user, {device}}});
  co_return Result<void>();
}

Task<Result<std::size_t>> Devices::revoke_others(model::Caller caller) {
  auto ended = co_await deps_.store.devices().remove_other_devices(caller.user, caller.device);
  if (!ended) co_return std::unexpected(ended.error());
  const std::size_t count = ended->size();
  if (count > 0) deps_.bus.publish({bus::DevicesEnded{caller.user, std::move(*ended)}});
  co_return count;
}

}  // namespace godwit::service
