// SPDX-License-Identifier: Apache-2.0
// The index of everything a client can ask. A handler turns a wire request into a command of a service and its answer into a
// wire response; its second parameter says who may call. Lane: the connection's.
#pragma once

#include "gateway/services.h"
#include "protocol/wire.h"
#include "session/caller.h"

namespace godwit::gateway::handlers {

using session::Anonymous;
using session::Device;

template <class Response>
using Answer = Task<Result<Response>>;

/// Where something was appended.
v1::Appended to_wire(const store::Appended& appended);

// accounts.cpp
Answer<v1::RegisterResponse> register_user(Services services, Anonymous who, v1::RegisterRequest request);
Answer<v1::LogInResponse> log_in(Services services, Anonymous who, v1::LogInRequest request);
Answer<v1::LogOutResponse> log_out(Services services, Device who, v1::LogOutRequest request);
Answer<v1::ChangePasswordResponse> change_password(Services services, Device who, v1::ChangePasswordRequest request);
Answer<v1::SetProfileResponse> set_profile(Services services, Device who, v1::SetProfileRequest request);
Answer<v1::SetSettingsResponse> set_settings(Services services, Device who, v1::SetSettingsRequest request);
Answer<v1::DeleteAccountResponse> delete_account(Services services, Device who, v1::DeleteAccountRequest request);

// devices.cpp
Answer<v1::ListDevicesResponse> list_devices(Services services, Device who, v1::ListDevicesRequest request);
Answer<v1::RevokeDeviceResponse> revoke_device(Services services, Device who, v1::RevokeDeviceRequest request);
Answer<v1::RevokeOtherDevicesResponse> revoke_other_devices(Services services, Device who,
                                                            v1::RevokeOtherDevicesRequest request);
Answer<v1::BeginDeviceLogInResponse> begin_device_log_in(Services services, Anonymous who,
                                                         v1::BeginDeviceLogInRequest request);
Answer<v1::AwaitDeviceLogInResponse> await_device_log_in(Services services, Anonymous who,
                                                         v1::AwaitDeviceLogInRequest request);
Answer<v1::GetDeviceLogInResponse> get_device_log_in(Services services, Device who, v1::GetDeviceLogInRequest request);
Answer<v1::AnswerDeviceLogInResponse> answer_device_log_in(Services services, Device who,
                                                           v1::AnswerDeviceLogInRequest request);

// presence.cpp
Answer<v1::ListPresenceResponse> list_presence(Services services, Device who, v1::ListPresenceRequest request);
Answer<v1::SetActivityResponse> set_activity(Services services, Device who, v1::SetActivityRequest request);

// contacts.cpp
Answer<v1::FindUserResponse> find_user(Services services, Device who, v1::FindUserRequest request);
Answer<v1::RequestContactResponse> request_contact(Services services, Device who, v1::RequestContactRequest request);
Answer<v1::AnswerContactResponse> answer_contact(Services services, Device who, v1::AnswerContactRequest request);
Answer<v1::ListContactsResponse> list_contacts(Services services, Device who, v1::ListContactsRequest request);
Answer<v1::SetContactAliasResponse> set_contact_alias(Services services, Device who,
                                                      v1::SetContactAliasRequest request);
Answer<v1::DeleteContactResponse> delete_contact(Services services, Device who, v1::DeleteContactRequest request);
Answer<v1::BlockUserResponse> block_user(Services services, Device who, v1::BlockUserRequest request);

// messages.cpp
Answer<v1::SendMessageResponse> send_message(Services services, Device who, v1::SendMessageRequest request);
Answer<v1::EditMessageResponse> edit_message(Services services, Device who, v1::EditMessageRequest request);
Answer<v1::RecallMessageResponse> recall_message(Services services, Device who, v1::RecallMessageRequest request);
Answer<v1::SetReactionResponse> set_reaction(Services services, Device who, v1::SetReactionRequest request);
Answer<v1::PinMessageResponse> pin_message(Services services, Device who, v1::PinMessageRequest request);
Answer<v1::SetExpiryResponse> set_expiry(Services services, Device who, v1::SetExpiryRequest request);
Answer<v1::HideMessagesResponse> hide_messages(Services services, Device who, v1::HideMessagesRequest request);

// groups.cpp
Answer<v1::CreateGroupResponse> create_group(Services services, Device who, v1::CreateGroupRequest request);
Answer<v1::SetGroupResponse> set_group(Services services, Device who, v1::SetGroupRequest request);
Answer<v1::AddMembersResponse> add_members(Services services, Device who, v1::AddMembersRequest request);
Answer<v1::RemoveMembersResponse> remove_members(Services services, Device who, v1::RemoveMembersRequest request);
Answer<v1::LeaveGroupResponse> leave_group(Services services, Device who, v1::LeaveGroupRequest request);
Answer<v1::SetRoleResponse> set_role(Services services, Device who, v1::SetRoleRequest request);
Answer<v1::SetNicknameResponse> set_nickname(Services services, Device who, v1::SetNicknameRequest request);
Answer<v1::MuteMemberResponse> mute_member(Services services, Device who, v1::MuteMemberRequest request);
Answer<v1::DismissGroupResponse> dismiss_group(Services services, Device who, v1::DismissGroupRequest request);
Answer<v1::ListMembersResponse> list_members(Services services, Device who, v1::ListMembersRequest request);
Answer<v1::GetMembersResponse> get_members(Services services, Device who, v1::GetMembersRequest request);
Answer<v1::CreateGroupLinkResponse> create_group_link(Services services, Device who,
                                                      v1::CreateGroupLinkRequest request);
Answer<v1::ListGroupLinksResponse> list_group_links(Services services, Device who, v1::ListGroupLinksRequest request);
Answer<v1::RevokeGroupLinkResponse> revoke_group_link(Services services, Device who,
                                                      v1::RevokeGroupLinkRequest request);
Answer<v1::PreviewGroupLinkResponse> preview_group_link(Services services, Device who,
                                                        v1::PreviewGroupLinkRequest request);
Answer<v1::JoinGroupResponse> join_group(Services services, Device who, v1::JoinGroupRequest request);
Answer<v1::ListJoinWishesResponse> list_join_wishes(Services services, Device who, v1::ListJoinWishesRequest request);
Answer<v1::AnswerJoinResponse> answer_join(Services services, Device who, v1::AnswerJoinRequest request);

// sync.cpp
Answer<v1::ReadLogResponse> read_log(Services services, Device who, v1::ReadLogRequest request);
Answer<v1::GetHeadResponse> get_head(Services services, Device who, v1::GetHeadRequest request);
Answer<v1::AdvanceCursorsResponse> advance_cursors(Services services, Device who, v1::AdvanceCursorsRequest request);
Answer<v1::ReadEntriesResponse> read_entries(Services services, Device who, v1::ReadEntriesRequest request);
Answer<v1::FindEntryResponse> find_entry(Services services, Device who, v1::FindEntryRequest request);
Answer<v1::ListReadersResponse> list_readers(Services services, Device who, v1::ListReadersRequest request);
Answer<v1::ListVersionsResponse> list_versions(Services services, Device who, v1::ListVersionsRequest request);

// conversations.cpp
Answer<v1::SetConversationResponse> set_conversation(Services services, Device who, v1::SetConversationRequest request);

// search.cpp
Answer<v1::SearchMessagesResponse> search_messages(Services services, Device who, v1::SearchMessagesRequest request);

// admin.cpp
Answer<v1::ResetPasswordResponse> reset_password(Services services, Device who, v1::ResetPasswordRequest request);
Answer<v1::SetDisabledResponse> set_disabled(Services services, Device who, v1::SetDisabledRequest request);
Answer<v1::SetAdministratorResponse> set_administrator(Services services, Device who,
                                                       v1::SetAdministratorRequest request);
Answer<v1::FindAccountResponse> find_account(Services services, Device who, v1::FindAccountRequest request);
Answer<v1::ListAccountsResponse> list_accounts(Services services, Device who, v1::ListAccountsRequest request);
Answer<v1::GetCountsResponse> get_counts(Services services, Device who, v1::GetCountsRequest request);
Answer<v1::ListAuditResponse> list_audit(Services services, Device who, v1::ListAuditRequest request);

// reports.cpp
Answer<v1::ReportUserResponse> report_user(Services services, Device who, v1::ReportUserRequest request);
Answer<v1::ListReportsResponse> list_reports(Services services, Device who, v1::ListReportsRequest request);
Answer<v1::CloseReportResponse> close_report(Services services, Device who, v1::CloseReportRequest request);

}  // namespace godwit::gateway::handlers
