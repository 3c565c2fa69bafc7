// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {

Answer<v1::RegisterResponse> register_user(Services services, Anonymous who, v1::RegisterRequest request) {
  service::Register command{.handle = request.handle(),
                            .password = request.password(),
                            .name = request.name(),
                            .invite = request.invite(),
                            .device_name = request.device_name(),
                            .address = who.address()};
  auto logged_in = co_await services.accounts.register_user(std::move(command));
  if (!logged_in) co_return std::unexpected(logged_in.error());
  v1::RegisterResponse response;
  *response.mutable_self() = protocol::to_wire(logged_in->user);
  response.set_token(logged_in->token);
  co_return response;
}

Answer<v1::LogInResponse> log_in(Services services, Anonymous who, v1::LogInRequest request) {
  service::LogIn command{.handle = request.handle(),
                         .password = request.password(),
                         .device_name = request.device_name(),
                         .address = who.address()};
  auto logged_in = co_await services.accounts.log_in(std::move(command));
  if (!logged_in) co_return std::unexpected(logged_in.error());
  v1::LogInResponse response;
  *response.mutable_self() = protocol::to_wire(logged_in->user);
  response.set_token(logged_in->token);
  co_return response;
}

Answer<v1::LogOutResponse> log_out(Services services, Device who, v1::LogOutRequest) {
  auto done = co_await services.accounts.log_out(who.caller());
  if (!done) co_return std::unexpected(done.error());
  co_return v1::LogOutResponse();
}

Answer<v1::ChangePasswordResponse> change_password(Services services, Device who, v1::ChangePasswordRequest request) {
  auto done = co_await services.accounts.change_password(who.caller(), request.old_password(), request.new_password(),
                                                         who.address());
  if (!done) co_return std::unexpected(done.error());
  co_return v1::ChangePasswordResponse();
}

Answer<v1::SetProfileResponse> set_profile(Services services, Device who, v1::SetProfileRequest request) {
  store::ProfileChange change;
  if (request.has_name()) change.name = request.name();
  if (request.has_signature()) change.signature = request.signature();
  if (request.has_avatar()) change.avatar = request.avatar();
  auto user = co_await services.accounts.set_profile(who.caller(), std::move(change));
  if (!user) co_return std::unexpected(user.error());
  v1::SetProfileResponse response;
  *response.mutable_self() = protocol::to_wire(*user);
  co_return response;
}

Answer<v1::SetSettingsResponse> set_settings(Services services, Device who, v1::SetSettingsRequest request) {
  // Absent settings would silently switch all off.
  if (!request.has_settings()) co_return fail(ErrorCode::kInvalid, "settings: missing");
  const auto settings = co_await services.accounts.set_settings(who.caller(), protocol::from_wire(request.settings()));
  if (!settings) co_return std::unexpected(settings.error());
  v1::SetSettingsResponse response;
  *response.mutable_settings() = protocol::to_wire(*settings);
  co_return response;
}

Answer<v1::DeleteAccountResponse> delete_account(Services services, Device who, v1::DeleteAccountRequest request) {
  auto done = co_await services.accounts.delete_account(who.caller(), request.password(), who.address());
  if (!done) co_return std::unexpected(done.error());
  co_return v1::DeleteAccountResponse();
}

}  // namespace godwit::gateway::handlers
