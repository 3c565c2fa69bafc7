// SPDX-License-Identifier: Apache-2.0
// The door's methods about contacts, profile, presence and devices: one request each.
#include "client_impl.h"
#include "from_wire.h"

namespace godwit::sdk {
namespace {

using Repeat = Asker::Repeat;

/// A changed row is shown at once; its entry in the user log brings the same again.
template <class Response, class Request>
Answer<Contact> change(Engine& engine, v1::Method method, const Request& request) {
  return engine.ask<Response>(method, request, Repeat::kNever, [&engine](const Response& response) {
    engine.note_contact(response.contact());
    return from_wire(response.contact());
  });
}

}  // namespace

Answer<Contact> Client::find_user(std::string handle) {
  v1::FindUserRequest request;
  request.set_handle(handle.starts_with('@') ? handle.substr(1) : handle);
  return impl_->ask<v1::FindUserResponse>(
      v1::METHOD_FIND_USER, request, Repeat::kHarmless,
      [](const v1::FindUserResponse& response) { return from_wire(response.contact()); });
}

Answer<Contact> Client::request_contact(UserId user, std::string text) {
  v1::RequestContactRequest request;
  request.set_user(user.value);
  request.set_text(text);
  return change<v1::RequestContactResponse>(*impl_, v1::METHOD_REQUEST_CONTACT, request);
}

Answer<Contact> Client::answer_contact(UserId user, bool accept) {
  v1::AnswerContactRequest request;
  request.set_user(user.value);
  request.set_accept(accept);
  return change<v1::AnswerContactResponse>(*impl_, v1::METHOD_ANSWER_CONTACT, request);
}

Answer<Contact> Client::set_contact_alias(UserId user, std::string alias) {
  v1::SetContactAliasRequest request;
  request.set_user(user.value);
  request.set_alias(alias);
  return change<v1::SetContactAliasResponse>(*impl_, v1::METHOD_SET_CONTACT_ALIAS, request);
}

Answer<Contact> Client::delete_contact(UserId user) {
  v1::DeleteContactRequest request;
  request.set_user(user.value);
  return change<v1::DeleteContactResponse>(*impl_, v1::METHOD_DELETE_CONTACT, request);
}

Answer<Contact> Client::block_user(UserId user, bool blocked) {
  v1::BlockUserRequest request;
  request.set_user(user.value);
  request.set_blocked(blocked);
  return change<v1::BlockUserResponse>(*impl_, v1::METHOD_BLOCK_USER, request);
}

Answer<User> Client::set_profile(std::optional<std::string> name, std::optional<std::string> signature,
                                 std::optional<std::string> avatar) {
  v1::SetProfileRequest request;
  if (name) request.set_name(*name);
  if (signature) request.set_signature(*signature);
  if (avatar) request.set_avatar(*avatar);
  return impl_->ask<v1::SetProfileResponse>(v1::METHOD_SET_PROFILE, request, Repeat::kHarmless,
                                            [engine = impl_.get()](const v1::SetProfileResponse& response) {
                                              engine->mirror().set_self(response.self());
                                              return from_wire(response.self());
                                            });
}

Answer<Settings> Client::set_settings(Settings settings) {
  v1::SetSettingsRequest request;
  *request.mutable_settings() = to_wire(settings);
  return impl_->ask<v1::SetSettingsResponse>(v1::METHOD_SET_SETTINGS, request, Repeat::kHarmless,
                                             [engine = impl_.get()](const v1::SetSettingsResponse& response) {
                                               engine->mirror().on_settings(response.settings());
                                               return from_wire(response.settings());
                                             });
}

Answer<void> Client::change_password(std::string old_password, std::string new_password) {
  v1::ChangePasswordRequest request;
  request.set_old_password(old_password);
  request.set_new_password(new_password);
  return impl_->ask<v1::ChangePasswordResponse>(v1::METHOD_CHANGE_PASSWORD, request, Repeat::kNever,
                                                [](const v1::ChangePasswordResponse&) {});
}

Answer<void> Client::set_activity(LogId log, Activity activity) {
  v1::SetActivityRequest request;
  request.set_log(log.to_string());
  request.set_activity(static_cast<v1::Activity>(activity));
  return impl_->ask<v1::SetActivityResponse>(v1::METHOD_SET_ACTIVITY, request, Repeat::kNow,
                                             [](const v1::SetActivityResponse&) {});
}

Answer<std::vector<Presence>> Client::list_presence() {
  return impl_->ask<v1::ListPresenceResponse>(v1::METHOD_LIST_PRESENCE, v1::ListPresenceRequest(), Repeat::kHarmless,
                                              [](const v1::ListPresenceResponse& response) {
                                                std::vector<Presence> all;
                                                for (const auto& one : response.presences())
                                                  all.push_back(from_wire(one));
                                                return all;
                                              });
}

Answer<std::vector<Device>> Client::list_devices() {
  return impl_->ask<v1::ListDevicesResponse>(v1::METHOD_LIST_DEVICES, v1::ListDevicesRequest(), Repeat::kHarmless,
                                             [](const v1::ListDevicesResponse& response) {
                                               std::vector<Device> all;
                                               for (const auto& one : response.devices()) all.push_back(from_wire(one));
                                               return all;
                                             });
}

Answer<void> Client::revoke_device(DeviceId device) {
  v1::RevokeDeviceRequest request;
  request.set_device_id(device.value);
  return impl_->ask<v1::RevokeDeviceResponse>(v1::METHOD_REVOKE_DEVICE, request, Repeat::kNever,
                                              [](const v1::RevokeDeviceResponse&) {});
}

Answer<std::uint32_t> Client::revoke_other_devices() {
  return impl_->ask<v1::RevokeOtherDevicesResponse>(
      v1::METHOD_REVOKE_OTHER_DEVICES, v1::RevokeOtherDevicesRequest(), Repeat::kNever,
      [](const v1::RevokeOtherDevicesResponse& response) { return response.revoked(); });
}

}  // namespace godwit::sdk
