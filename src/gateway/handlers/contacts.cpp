// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {
namespace {

/// All five changes answer the caller's new row.
template <class Response>
Answer<Response> change(Services services, Device who, std::int64_t other, model::ContactAction action) {
  if (other <= 0) co_return fail(ErrorCode::kInvalid, "user: not an id");
  auto contact = co_await services.contacts.change(who.caller(), UserId(other), std::move(action));
  if (!contact) co_return std::unexpected(contact.error());
  Response response;
  *response.mutable_contact() = protocol::to_wire(*contact);
  co_return response;
}

}  // namespace

Answer<v1::FindUserResponse> find_user(Services services, Device who, v1::FindUserRequest request) {
  auto contact = co_await services.contacts.find_user(who.caller(), request.handle());
  if (!contact) co_return std::unexpected(contact.error());
  v1::FindUserResponse response;
  *response.mutable_contact() = protocol::to_wire(*contact);
  co_return response;
}

Answer<v1::RequestContactResponse> request_contact(Services services, Device who, v1::RequestContactRequest request) {
  return change<v1::RequestContactResponse>(services, who, request.user(), model::RequestContact{request.text()});
}

Answer<v1::AnswerContactResponse> answer_contact(Services services, Device who, v1::AnswerContactRequest request) {
  return change<v1::AnswerContactResponse>(services, who, request.user(), model::AnswerContact{request.accept()});
}

Answer<v1::SetContactAliasResponse> set_contact_alias(Services services, Device who,
                                                      v1::SetContactAliasRequest request) {
  return change<v1::SetContactAliasResponse>(services, who, request.user(), model::SetContactAlias{request.alias()});
}

Answer<v1::DeleteContactResponse> delete_contact(Services services, Device who, v1::DeleteContactRequest request) {
  return change<v1::DeleteContactResponse>(services, who, request.user(), model::DeleteContact{});
}

Answer<v1::BlockUserResponse> block_user(Services services, Device who, v1::BlockUserRequest request) {
  return change<v1::BlockUserResponse>(services, who, request.user(), model::BlockUser{request.blocked()});
}

Answer<v1::ListContactsResponse> list_contacts(Services services, Device who, v1::ListContactsRequest request) {
  auto page = co_await services.contacts.list(who.caller(), UserId(request.after()));
  if (!page) co_return std::unexpected(page.error());
  v1::ListContactsResponse response;
  for (const model::Contact& contact : page->contacts) *response.add_contacts() = protocol::to_wire(contact);
  response.set_user_seq(page->user_seq);
  response.set_more(page->more);
  co_return response;
}

}  // namespace godwit::gateway::handlers
