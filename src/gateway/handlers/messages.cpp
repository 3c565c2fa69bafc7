// SPDX-License-Identifier: Apache-2.0
#include "handlers/handlers.h"

namespace godwit::gateway::handlers {
namespace {

template <class Request>
Result<std::pair<LogId, ClientId>> names_of(const Request& request) {
  const auto log = LogId::parse(request.log());
  if (!log) return fail(ErrorCode::kInvalid, "log: not a log name");
  const auto client_id = protocol::parse_client_id(request.client_id());
  if (!client_id) return fail(ErrorCode::kInvalid, "client_id: not a UUID");
  return std::pair(*log, *client_id);
}

template <class Response>
Result<Response> to_response(const Result<store::Appended>& appended) {
  if (!appended) return std::unexpected(appended.error());
  Response response;
  *response.mutable_appended() = to_wire(*appended);
  return response;
}

}  // namespace

v1::Appended to_wire(const store::Appended& appended) {
  v1::Appended out;
  out.set_epoch(appended.epoch);
  out.set_seq(appended.entry.seq);
  out.set_time_ms(appended.entry.time_ms);
  out.set_message_index(appended.entry.message_index);
  return out;
}

Answer<v1::SendMessageResponse> send_message(Services services, Device who, v1::SendMessageRequest request) {
  const auto names = names_of(request);
  if (!names) co_return std::unexpected(names.error());
  auto forward = protocol::forward_of(request);
  if (!forward) co_return std::unexpected(forward.error());
  service::SendMessage command{names->first, names->second, protocol::content_of(request), std::move(*forward)};
  co_return to_response<v1::SendMessageResponse>(co_await services.messages.send(who.caller(), std::move(command)));
}

Answer<v1::EditMessageResponse> edit_message(Services services, Device who, v1::EditMessageRequest request) {
  const auto names = names_of(request);
  if (!names) co_return std::unexpected(names.error());
  service::EditMessage command{names->first, names->second, request.target(),
                               std::move(*request.mutable_text()->mutable_text()),
                               protocol::from_wire(request.spans())};
  co_return to_response<v1::EditMessageResponse>(co_await services.messages.edit(who.caller(), std::move(command)));
}

Answer<v1::RecallMessageResponse> recall_message(Services services, Device who, v1::RecallMessageRequest request) {
  const auto names = names_of(request);
  if (!names) co_return std::unexpected(names.error());
  service::RecallMessage command{names->first, names->second, request.target()};
  co_return to_response<v1::RecallMessageResponse>(co_await services.messages.recall(who.caller(), command));
}

Answer<v1::SetReactionResponse> set_reaction(Services services, Device who, v1::SetReactionRequest request) {
  const auto names = names_of(request);
  if (!names) co_return std::unexpected(names.error());
  service::SetReaction command{names->first, names->second, request.target(), std::move(*request.mutable_emoji())};
  co_return to_response<v1::SetReactionResponse>(co_await services.messages.react(who.caller(), std::move(command)));
}

Answer<v1::PinMessageResponse> pin_message(Services services, Device who, v1::PinMessageRequest request) {
  const auto names = names_of(request);
  if (!names) co_return std::unexpected(names.error());
  service::PinMessage command{names->first, names->second, request.target(), request.pinned()};
  co_return to_response<v1::PinMessageResponse>(co_await services.messages.pin(who.caller(), command));
}

Answer<v1::SetExpiryResponse> set_expiry(Services services, Device who, v1::SetExpiryRequest request) {
  const auto names = names_of(request);
  if (!names) co_return std::unexpected(names.error());
  service::SetExpiry command{names->first, names->second, request.seconds()};
  co_return to_response<v1::SetExpiryResponse>(co_await services.messages.set_expiry(who.caller(), command));
}

Answer<v1::HideMessagesResponse> hide_messages(Services services, Device who, v1::HideMessagesRequest request) {
  const auto log = LogId::parse(request.log());
  if (!log) co_return fail(ErrorCode::kInvalid, "log: not a log name");
  const std::vector<Seq> seqs(request.seqs().begin(), request.seqs().end());
  if (auto ok = co_await services.messages.hide(who.caller(), *log, seqs); !ok) co_return std::unexpected(ok.error());
  co_return v1::HideMessagesResponse();
}

}  // namespace godwit::gateway::handlers
