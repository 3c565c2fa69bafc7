// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {
namespace {

Result<LogId> log_of(const std::string& text) {
  const auto log = LogId::parse(text);
  return log ? Result<LogId>(*log) : fail(ErrorCode::kInvalid, "log: not a log name");
}

Result<ClientId> client_id_of(const std::string& text) {
  const auto id = protocol::parse_client_id(text);
  return id ? Result<ClientId>(*id) : fail(ErrorCode::kInvalid, "client_id: not a UUID");
}

Result<std::vector<UserId>> users_of(const google::protobuf::RepeatedField<std::int64_t>& ids) {
  std::vector<UserId> users;
  for (const std::int64_t id : ids) {
    if (id <= 0) return fail(ErrorCode::kInvalid, "users: not an id");
    users.emplace_back(id);
  }
  return users;
}

std::optional<std::string> given(bool has, const std::string& value) {
  return has ? std::optional(value) : std::nullopt;
}

/// All changes answer where they were appended.
template <class Response, class Request>
Answer<Response> change(Services services, Device who, Request request, model::Body body) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  const auto client_id = client_id_of(request.client_id());
  if (!client_id) co_return std::unexpected(client_id.error());
  const auto appended = co_await services.groups.change(who.caller(), {*log, *client_id, std::move(body)});
  if (!appended) co_return std::unexpected(appended.error());
  Response response;
  *response.mutable_appended() = to_wire(*appended);
  co_return response;
}

template <class Response, class Request>
Answer<Response> change_user(Services services, Device who, Request request, model::Body body) {
  if (request.user() <= 0) co_return fail(ErrorCode::kInvalid, "user: not an id");
  co_return co_await change<Response>(services, who, std::move(request), std::move(body));
}

template <class Kind, class Response, class Request>
Answer<Response> change_users(Services services, Device who, Request request) {
  auto users = users_of(request.users());
  if (!users) co_return std::unexpected(users.error());
  Kind kind;
  kind.users = std::move(*users);
  co_return co_await change<Response>(services, who, std::move(request), std::move(kind));
}

v1::GroupLink link_to_wire(const store::GroupLink& link) {
  v1::GroupLink out;
  out.set_code(link.code);
  out.set_creator(link.creator.value);
  out.set_created_ms(link.created_ms);
  out.set_expires_ms(link.expires_ms);
  out.set_uses(link.uses);
  out.set_used(link.used);
  return out;
}

}  // namespace

Answer<v1::CreateGroupResponse> create_group(Services services, Device who, v1::CreateGroupRequest request) {
  const auto client_id = client_id_of(request.client_id());
  if (!client_id) co_return std::unexpected(client_id.error());
  auto members = users_of(request.members());
  if (!members) co_return std::unexpected(members.error());
  service::CreateGroup command{.client_id = *client_id,
                               .name = request.name(),
                               .avatar = request.avatar(),
                               .description = request.description(),
                               .channel = request.channel(),
                               .rules = std::nullopt,
                               .members = std::move(*members)};
  if (request.has_rules()) command.rules = protocol::from_wire(request.rules());
  const auto head = co_await services.groups.create(who.caller(), std::move(command));
  if (!head) co_return std::unexpected(head.error());
  v1::CreateGroupResponse response;
  *response.mutable_head() = protocol::to_wire(*head);
  co_return response;
}

Answer<v1::SetGroupResponse> set_group(Services services, Device who, v1::SetGroupRequest request) {
  model::GroupChanged body{.name = given(request.has_name(), request.name()),
                           .avatar = given(request.has_avatar(), request.avatar()),
                           .description = given(request.has_description(), request.description()),
                           .notice = given(request.has_notice(), request.notice()),
                           .rules = std::nullopt};
  if (request.has_rules()) body.rules = protocol::from_wire(request.rules());
  return change<v1::SetGroupResponse>(services, who, std::move(request), std::move(body));
}

Answer<v1::AddMembersResponse> add_members(Services services, Device who, v1::AddMembersRequest request) {
  return change_users<model::MembersAdded, v1::AddMembersResponse>(services, who, std::move(request));
}

Answer<v1::RemoveMembersResponse> remove_members(Services services, Device who, v1::RemoveMembersRequest request) {
  return change_users<model::MembersRemoved, v1::RemoveMembersResponse>(services, who, std::move(request));
}

Answer<v1::LeaveGroupResponse> leave_group(Services services, Device who, v1::LeaveGroupRequest request) {
  return change<v1::LeaveGroupResponse>(services, who, std::move(request), model::MembersRemoved{{who.caller().user}});
}

Answer<v1::SetRoleResponse> set_role(Services services, Device who, v1::SetRoleRequest request) {
  const model::RoleChanged body{UserId(request.user()), static_cast<model::GroupRole>(request.role())};
  return change_user<v1::SetRoleResponse>(services, who, std::move(request), body);
}

Answer<v1::SetNicknameResponse> set_nickname(Services services, Device who, v1::SetNicknameRequest request) {
  model::NicknameChanged body{request.nickname()};
  return change<v1::SetNicknameResponse>(services, who, std::move(request), std::move(body));
}

Answer<v1::MuteMemberResponse> mute_member(Services services, Device who, v1::MuteMemberRequest request) {
  const model::MemberMuted body{UserId(request.user()), request.until_ms()};
  return change_user<v1::MuteMemberResponse>(services, who, std::move(request), body);
}

Answer<v1::DismissGroupResponse> dismiss_group(Services services, Device who, v1::DismissGroupRequest request) {
  return change<v1::DismissGroupResponse>(services, who, std::move(request), model::GroupDismissed{});
}

Answer<v1::ListMembersResponse> list_members(Services services, Device who, v1::ListMembersRequest request) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  const auto page = co_await services.groups.list_members(
      who.caller(), {*log, UserId(request.after()), request.limit(), static_cast<model::GroupRole>(request.role())});
  if (!page) co_return std::unexpected(page.error());
  v1::ListMembersResponse response;
  for (const model::GroupMember& member : page->members) *response.add_members() = protocol::to_wire(member);
  response.set_more(page->more);
  response.set_member_version(page->member_version);
  co_return response;
}

Answer<v1::GetMembersResponse> get_members(Services services, Device who, v1::GetMembersRequest request) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  auto users = users_of(request.users());
  if (!users) co_return std::unexpected(users.error());
  const auto members = co_await services.groups.get_members(who.caller(), *log, std::move(*users));
  if (!members) co_return std::unexpected(members.error());
  v1::GetMembersResponse response;
  for (const model::GroupMember& member : *members) *response.add_members() = protocol::to_wire(member);
  co_return response;
}

Answer<v1::CreateGroupLinkResponse> create_group_link(Services services, Device who,
                                                      v1::CreateGroupLinkRequest request) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  const auto link = co_await services.groups.create_link(who.caller(), *log, request.expires_ms(), request.uses());
  if (!link) co_return std::unexpected(link.error());
  v1::CreateGroupLinkResponse response;
  *response.mutable_link() = link_to_wire(*link);
  co_return response;
}

Answer<v1::ListGroupLinksResponse> list_group_links(Services services, Device who, v1::ListGroupLinksRequest request) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  const auto links = co_await services.groups.list_links(who.caller(), *log);
  if (!links) co_return std::unexpected(links.error());
  v1::ListGroupLinksResponse response;
  for (const store::GroupLink& link : *links) *response.add_links() = link_to_wire(link);
  co_return response;
}

Answer<v1::RevokeGroupLinkResponse> revoke_group_link(Services services, Device who,
                                                      v1::RevokeGroupLinkRequest request) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  auto revoked = co_await services.groups.revoke_link(who.caller(), *log, request.code());
  if (!revoked) co_return std::unexpected(revoked.error());
  co_return v1::RevokeGroupLinkResponse();
}

Answer<v1::PreviewGroupLinkResponse> preview_group_link(Services services, Device who,
                                                        v1::PreviewGroupLinkRequest request) {
  const auto preview = co_await services.groups.preview(who.caller(), request.code());
  if (!preview) co_return std::unexpected(preview.error());
  v1::PreviewGroupLinkResponse response;
  response.set_log(preview->log.to_string());
  *response.mutable_group() = protocol::to_wire(preview->group);
  response.set_member(preview->member);
  response.set_waiting(preview->waiting);
  co_return response;
}

Answer<v1::JoinGroupResponse> join_group(Services services, Device who, v1::JoinGroupRequest request) {
  const auto head = co_await services.groups.join(who.caller(), {request.code(), request.text()});
  if (!head) co_return std::unexpected(head.error());
  v1::JoinGroupResponse response;
  if (*head) *response.mutable_head() = protocol::to_wire(**head);
  co_return response;
}

Answer<v1::ListJoinWishesResponse> list_join_wishes(Services services, Device who, v1::ListJoinWishesRequest request) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  const auto wishes = co_await services.groups.list_wishes(who.caller(), *log);
  if (!wishes) co_return std::unexpected(wishes.error());
  v1::ListJoinWishesResponse response;
  for (const store::JoinWish& wish : *wishes) {
    v1::JoinWish& out = *response.add_wishes();
    *out.mutable_user() = protocol::to_wire(wish.user);
    out.set_text(wish.text);
    out.set_time_ms(wish.time_ms);
  }
  co_return response;
}

Answer<v1::AnswerJoinResponse> answer_join(Services services, Device who, v1::AnswerJoinRequest request) {
  const auto log = log_of(request.log());
  if (!log) co_return std::unexpected(log.error());
  if (request.user() <= 0) co_return fail(ErrorCode::kInvalid, "user: not an id");
  auto answered = co_await services.groups.answer_wish(who.caller(), *log, UserId(request.user()), request.accept());
  if (!answered) co_return std::unexpected(answered.error());
  co_return v1::AnswerJoinResponse();
}

}  // namespace godwit::gateway::handlers
