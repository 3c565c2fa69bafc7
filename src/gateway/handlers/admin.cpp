// SPDX-License-Identifier: Apache-2.0
// The service looks whether the caller is an administrator, each time.
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {
namespace {

constexpr std::size_t kPageDefault = 100;
constexpr std::size_t kPageMost = 500;

Result<std::size_t> read_limit(std::uint32_t limit) {
  if (limit == 0) return kPageDefault;
  if (limit > kPageMost) return fail(ErrorCode::kInvalid, "limit: at most 500");
  return limit;
}

void write_account(v1::Account& to, const service::UsedAccount& from) {
  *to.mutable_user() = protocol::to_wire(from.account.user);
  to.set_administrator(from.account.admin);
  to.set_disabled(from.account.disabled);
  to.set_created_ms(from.account.created_ms);
  to.set_devices(from.use.devices);
  to.set_last_seen_ms(from.use.last_seen_ms);
}

}  // namespace

Answer<v1::ResetPasswordResponse> reset_password(Services services, Device who, v1::ResetPasswordRequest request) {
  std::optional<std::string> given;
  if (request.has_password()) given = request.password();
  auto password = co_await services.admin.reset_password(who.caller(), UserId(request.user()), std::move(given));
  if (!password) co_return std::unexpected(password.error());
  v1::ResetPasswordResponse response;
  if (!request.has_password()) response.set_password(*password);
  co_return response;
}

Answer<v1::SetDisabledResponse> set_disabled(Services services, Device who, v1::SetDisabledRequest request) {
  // Absent, it would silently let someone in.
  if (!request.has_disabled()) co_return fail(ErrorCode::kInvalid, "disabled: missing");
  auto done = co_await services.admin.set_disabled(who.caller(), UserId(request.user()), request.disabled());
  if (!done) co_return std::unexpected(done.error());
  co_return v1::SetDisabledResponse();
}

Answer<v1::SetAdministratorResponse> set_administrator(Services services, Device who,
                                                       v1::SetAdministratorRequest request) {
  if (!request.has_administrator()) co_return fail(ErrorCode::kInvalid, "administrator: missing");
  auto done = co_await services.admin.set_admin(who.caller(), UserId(request.user()), request.administrator());
  if (!done) co_return std::unexpected(done.error());
  co_return v1::SetAdministratorResponse();
}

Answer<v1::FindAccountResponse> find_account(Services services, Device who, v1::FindAccountRequest request) {
  const auto found = co_await services.admin.find_user(who.caller(), request.handle());
  if (!found) co_return std::unexpected(found.error());
  v1::FindAccountResponse response;
  write_account(*response.mutable_account(), *found);
  co_return response;
}

Answer<v1::ListAccountsResponse> list_accounts(Services services, Device who, v1::ListAccountsRequest request) {
  const auto limit = read_limit(request.limit());
  if (!limit) co_return std::unexpected(limit.error());
  const auto page = co_await services.admin.list_users(who.caller(), UserId(request.after()), *limit);
  if (!page) co_return std::unexpected(page.error());
  v1::ListAccountsResponse response;
  for (const service::UsedAccount& one : *page) write_account(*response.add_accounts(), one);
  co_return response;
}

Answer<v1::GetCountsResponse> get_counts(Services services, Device who, v1::GetCountsRequest) {
  const auto counts = co_await services.admin.count(who.caller());
  if (!counts) co_return std::unexpected(counts.error());
  v1::GetCountsResponse response;
  response.set_users(counts->totals.users);
  response.set_disabled(counts->totals.disabled);
  response.set_devices(counts->totals.devices);
  response.set_sessions(counts->sessions);
  response.set_conversations(counts->totals.conversations);
  response.set_entries(counts->totals.entries);
  response.set_bytes(counts->totals.bytes);
  co_return response;
}

Answer<v1::ListAuditResponse> list_audit(Services services, Device who, v1::ListAuditRequest request) {
  if (request.before() < 0) co_return fail(ErrorCode::kInvalid, "before: not an id");
  const auto limit = read_limit(request.limit());
  if (!limit) co_return std::unexpected(limit.error());
  const auto page = co_await services.admin.list_audit(who.caller(), request.before(), *limit);
  if (!page) co_return std::unexpected(page.error());
  v1::ListAuditResponse response;
  for (const store::AuditRow& from : *page) {
    v1::AuditRow& to = *response.add_rows();
    to.set_id(from.id);
    to.set_time_ms(from.time_ms);
    to.set_actor(from.actor.value);
    to.set_actor_handle(from.actor_handle);
    to.set_act(from.act);
    to.set_target(from.target.value);
    to.set_target_handle(from.target_handle);
  }
  co_return response;
}

}  // namespace godwit::gateway::handlers
