// SPDX-License-Identifier: Apache-2.0
#include "open_device.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "secret.h"

namespace godwit::service {

// NOLINTBEGIN(cppcoreguidelines-avoid-reference-coroutine-parameters): they outlive every lane
Task<Result<LoggedIn>> open_device(store::Store& store, bus::Bus& bus, IdMint& ids, model::User user,
                                   std::string device_name) {
  Secret token = make_token();
  store::NewDevice device;
  device.id = ids.make<DeviceId>();
  device.user = user.id;
  device.token_hash = token.hash;
  const bool named = device_name.size() <= limits::kDeviceNameBytes && is_valid_utf8(device_name);
  device.name = named ? std::move(device_name) : std::string();
  auto ended = co_await store.devices().create_device(std::move(device), limits::kDevicesPerUser);
  if (!ended) co_return std::unexpected(ended.error());
  if (!ended->empty()) bus.publish({bus::DevicesEnded{user.id, std::move(*ended)}});
  co_return LoggedIn{std::move(user), std::move(token.text)};
}
// NOLINTEND(cppcoreguidelines-avoid-reference-coroutine-parameters)

}  // namespace godwit::service
