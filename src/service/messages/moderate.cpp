// SPDX-License-Identifier: Apache-2.0
#include "model/searchable.h"
#include "service/messages.h"

namespace godwit::service {
namespace {

/// Puts the text in the place of the old one; beside its ranges nothing stands for the new one. False: this kind has none to replace.
bool replace_text(model::Body& body, std::string text) {
  return std::visit(
      [&](auto& it) {
        if constexpr (requires { it.context.spans; }) it.context.spans.clear();
        if constexpr (requires { it.spans; }) it.spans.clear();
        if constexpr (requires { it.caption; }) {
          it.caption = std::move(text);
          return true;
        } else if constexpr (requires { it.text; }) {
          it.text = std::move(text);
          return true;
        } else {
          return false;
        }
      },
      body);
}

/// What a person wrote of it.
std::string written(const model::Body& body) {
  const bool elsewhere = std::holds_alternative<model::Location>(body) || std::holds_alternative<model::Custom>(body);
  return elsewhere ? model::make_searchable(body, std::nullopt)->text : std::string(model::text_of(body));
}

}  // namespace

Task<Result<model::Body>> Messages::judge(UserId author, LogId log, model::Body body) {
  if (auto* merged = std::get_if<model::Merged>(&body)) {
    for (model::MergedItem& item : merged->items) {
      model::Body said = item.body;
      auto allowed = co_await judge(author, log, std::move(said));
      if (!allowed) co_return std::unexpected(allowed.error());
      item.body = std::move(*allowed);
    }
    co_return body;
  }
  for (Moderator* moderator : deps_.moderators) {
    Statement statement{author, log, body, written(body)};
    auto verdict = co_await moderator->judge(std::move(statement));
    if (!verdict) co_return std::unexpected(verdict.error());
    if (verdict->kind == Verdict::Kind::kRefuse) co_return fail(ErrorCode::kForbidden, std::move(verdict->text));
    if (verdict->kind != Verdict::Kind::kChange) continue;
    if (!replace_text(body, std::move(verdict->text))) co_return fail(ErrorCode::kForbidden, "not in these words");
    if (auto ok = model::check_content(body); !ok) co_return std::unexpected(ok.error());
  }
  co_return body;
}

Task<Result<store::Append>> Messages::moderate(store::Append request) {
  if (deps_.moderators.empty()) co_return request;
  if (request.forward) {
    auto copied = co_await deps_.store.logs().read_forward(request.author.user, *request.forward);
    // Without a copy it is a repeat, or refused: the store knows.
    if (copied) request.body = std::move(*copied);
    request.judged = request.body;
  }
  const bool says = model::counts_as_message(request.body) || std::holds_alternative<model::Edit>(request.body);
  if (!says) co_return request;
  model::Body said = request.body;
  auto allowed = co_await judge(request.author.user, request.log, std::move(said));
  if (!allowed) co_return std::unexpected(allowed.error());
  request.body = std::move(*allowed);
  co_return request;
}

}  // namespace godwit::service
