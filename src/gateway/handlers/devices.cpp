// SPDX-License-Identifier: Apache-2.0
#include "base/limits.h"
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {

Answer<v1::ListDevicesResponse> list_devices(Services services, Device who, v1::ListDevicesRequest) {
  auto devices = co_await services.devices.list(who.caller());
  if (!devices) co_return std::unexpected(devices.error());
  v1::ListDevicesResponse response;
  for (const service::ListedDevice& one : *devices) {
    v1::DeviceInfo& info = *response.add_devices();
    info.set_id(one.device.id.value);
    info.set_name(one.device.name);
    info.set_client(one.device.client);
    info.set_created_ms(one.device.created_ms);
    info.set_last_used_ms(one.device.last_used_ms);
    info.set_address(one.device.address);
    info.set_online(one.online);
    info.set_current(one.current);
  }
  co_return response;
}

Answer<v1::RevokeDeviceResponse> revoke_device(Services services, Device who, v1::RevokeDeviceRequest request) {
  auto done = co_await services.devices.revoke(who.caller(), DeviceId(request.device_id()));
  if (!done) co_return std::unexpected(done.error());
  co_return v1::RevokeDeviceResponse();
}

Answer<v1::RevokeOtherDevicesResponse> revoke_other_devices(Services services, Device who,
                                                            v1::RevokeOtherDevicesRequest) {
  const auto revoked = co_await services.devices.revoke_others(who.caller());
  if (!revoked) co_return std::unexpected(revoked.error());
  v1::RevokeOtherDevicesResponse response;
  response.set_revoked(static_cast<std::uint32_t>(*revoked));
  co_return response;
}

Answer<v1::BeginDeviceLogInResponse> begin_device_log_in(Services services, Anonymous who,
                                                         v1::BeginDeviceLogInRequest request) {
  const auto begun = services.devices.begin_log_in(request.device_name(), who.client(), who.address());
  if (!begun) co_return std::unexpected(begun.error());
  v1::BeginDeviceLogInResponse response;
  response.set_link(begun->link);
  response.set_secret(begun->secret);
  response.set_number(begun->number);
  response.set_expires_in_ms(static_cast<std::uint32_t>(std::chrono::milliseconds(limits::kDeviceLogInLife).count()));
  co_return response;
}

Answer<v1::AwaitDeviceLogInResponse> await_device_log_in(Services services, Anonymous,
                                                         v1::AwaitDeviceLogInRequest request) {
  auto logged_in = co_await services.devices.await_log_in(request.link(), request.secret());
  if (!logged_in) co_return std::unexpected(logged_in.error());
  v1::AwaitDeviceLogInResponse response;
  response.set_pending(!*logged_in);
  if (*logged_in) {
    *response.mutable_self() = protocol::to_wire((*logged_in)->user);
    response.set_token((*logged_in)->token);
  }
  co_return response;
}

Answer<v1::GetDeviceLogInResponse> get_device_log_in(Services services, Device, v1::GetDeviceLogInRequest request) {
  const auto offer = services.devices.get_log_in(request.link());
  if (!offer) co_return std::unexpected(offer.error());
  v1::GetDeviceLogInResponse response;
  response.set_device_name(offer->device_name);
  response.set_client(offer->client);
  response.set_address(offer->address);
  for (const std::uint32_t number : offer->numbers) response.add_numbers(number);
  response.set_expires_in_ms(offer->expires_in_ms);
  co_return response;
}

Answer<v1::AnswerDeviceLogInResponse> answer_device_log_in(Services services, Device who,
                                                           v1::AnswerDeviceLogInRequest request) {
  const auto done = services.devices.answer_log_in(who.caller(), request.link(), request.number());
  if (!done) co_return std::unexpected(done.error());
  co_return v1::AnswerDeviceLogInResponse();
}

}  // namespace godwit::gateway::handlers
