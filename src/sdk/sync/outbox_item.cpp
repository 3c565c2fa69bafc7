// SPDX-License-Identifier: Apache-2.0
#include "sync/outbox_item.h"

namespace godwit::sdk {
namespace {

template <class Request>
Request parse(const OutboxItem& item) {
  Request request;
  GODWIT_CHECK(request.ParseFromString(item.request));
  return request;
}

template <class Request>
void rename(OutboxItem& item) {
  auto request = parse<Request>(item);
  request.set_client_id(item.client_id);
  item.request = request.SerializeAsString();
}

void fill_body(v1::EntryBody& body, const v1::SendMessageRequest& request) {
  if (request.has_text()) *body.mutable_text() = request.text();
  if (request.has_picture()) *body.mutable_picture() = request.picture();
  if (request.has_voice()) *body.mutable_voice() = request.voice();
  if (request.has_video()) *body.mutable_video() = request.video();
  if (request.has_document()) *body.mutable_document() = request.document();
  if (request.has_location()) *body.mutable_location() = request.location();
  if (request.has_card()) *body.mutable_card() = request.card();
  if (request.has_custom()) *body.mutable_custom() = request.custom();
  body.set_reply_to(request.reply_to());
}

}  // namespace

v1::EntryBody body_of(const OutboxItem& item) {
  v1::EntryBody body;
  if (item.method == v1::METHOD_EDIT_MESSAGE) {
    const auto request = parse<v1::EditMessageRequest>(item);
    body.mutable_edit()->set_target(request.target());
    body.mutable_edit()->set_text(request.text().text());
  } else if (item.method == v1::METHOD_RECALL_MESSAGE) {
    body.mutable_recall()->set_target(parse<v1::RecallMessageRequest>(item).target());
  } else if (item.method == v1::METHOD_SET_REACTION) {
    const auto request = parse<v1::SetReactionRequest>(item);
    body.mutable_reaction()->set_target(request.target());
    body.mutable_reaction()->set_emoji(request.emoji());
  } else {
    fill_body(body, parse<v1::SendMessageRequest>(item));
  }
  return body;
}

void rename_item(OutboxItem& item, const std::string& client_id) {
  item.client_id = client_id;
  if (item.method == v1::METHOD_EDIT_MESSAGE) return rename<v1::EditMessageRequest>(item);
  if (item.method == v1::METHOD_RECALL_MESSAGE) return rename<v1::RecallMessageRequest>(item);
  if (item.method == v1::METHOD_SET_REACTION) return rename<v1::SetReactionRequest>(item);
  rename<v1::SendMessageRequest>(item);
}

bool names_entry(const OutboxItem& item) {
  return item.method != v1::METHOD_SEND_MESSAGE || parse<v1::SendMessageRequest>(item).reply_to() != 0;
}

void set_media_id(OutboxItem& item, const std::string& media_id) {
  auto request = parse<v1::SendMessageRequest>(item);
  if (request.has_picture()) request.mutable_picture()->mutable_file()->set_id(media_id);
  if (request.has_voice()) request.mutable_voice()->mutable_file()->set_id(media_id);
  if (request.has_video()) request.mutable_video()->mutable_file()->set_id(media_id);
  if (request.has_document()) request.mutable_document()->mutable_file()->set_id(media_id);
  item.request = request.SerializeAsString();
}

}  // namespace godwit::sdk
