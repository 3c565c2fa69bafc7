// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "request_hash.h"
#include "service/messages.h"

namespace godwit::service {
namespace {

/// What a message costs beside its text: everyone gets the frame around it.
constexpr std::size_t kFrameBytes = 100;
constexpr double kTokenBytes = 1024;

/// Beside the ranges and files of the old text nothing stands for the new one.
void replace_text(model::Body& body, std::string text) {
  std::visit(
      [&](auto& it) {
        if constexpr (requires { it.caption; }) {
          it.caption = std::move(text);
        } else if constexpr (requires { it.text; }) {
          it.text = std::move(text);
        }
        if constexpr (requires { it.context.spans; }) it.context.spans.clear();
        if constexpr (requires { it.spans; }) it.spans.clear();
      },
      body);
}

}  // namespace

Task<Result<store::Appended>> Messages::send(model::Caller caller, SendMessage command) {
  mark(deps_.trace, "service.messages.send");
  if (!model::counts_as_message(command.content)) co_return fail(ErrorCode::kInvalid, "content: missing");
  if (auto ok = model::check_content(command.content); !ok) co_return std::unexpected(ok.error());
  co_return co_await append(caller, command.log, command.client_id, std::move(command.content));
}

Task<Result<model::Body>> Messages::moderate(model::Caller caller, LogId log, model::Body body) {
  const bool says = model::counts_as_message(body) || std::holds_alternative<model::Edit>(body);
  if (!says) co_return body;
  for (Moderator* moderator : deps_.moderators) {
    auto verdict = co_await moderator->judge({caller.user, log, body});
    if (!verdict) co_return std::unexpected(verdict.error());
    if (verdict->kind == Verdict::Kind::kRefuse) co_return fail(ErrorCode::kForbidden, std::move(verdict->text));
    if (verdict->kind != Verdict::Kind::kChange) continue;
    replace_text(body, std::move(verdict->text));
    if (auto ok = model::check_content(body); !ok) co_return std::unexpected(ok.error());
  }
  co_return body;
}

Task<Result<store::Appended>> Messages::append(model::Caller caller, LogId log, ClientId client_id, model::Body body) {
  const std::string author_key = std::to_string(caller.user.value);
  const std::string log_key = log.to_string();
  if (deps_.author_traffic) {
    if (auto ok = deps_.author_traffic->check(author_key); !ok) co_return std::unexpected(ok.error());
  }
  if (deps_.log_traffic) {
    if (auto ok = deps_.log_traffic->check(log_key); !ok) co_return std::unexpected(ok.error());
  }
  // Of what was asked, whatever a moderator makes of it: a repeat is a repeat.
  const store::RequestHash hash = hash_request(log, body);
  auto allowed = co_await moderate(caller, log, std::move(body));
  if (!allowed) co_return std::unexpected(allowed.error());
  const std::size_t bytes = kFrameBytes + model::text_of(*allowed).size();
  store::Append request{.author = caller,
                        .log = log,
                        .client_id = client_id,
                        .request_hash = hash,
                        .body = std::move(*allowed),
                        .recall_within_ms = std::chrono::milliseconds(deps_.recall_window).count()};
  // Membership, block and duplicate checks, the next seq and the insert are one transaction of the store.
  auto appended = co_await deps_.store.logs().append(std::move(request));
  if (!appended || appended->repeated) co_return appended;
  mark(deps_.trace, "bus.publish");
  deps_.bus.publish({bus::EntryNotice{appended->entry, appended->epoch}});
  // Paid when it is known to how many it goes.
  const double traffic = static_cast<double>(bytes) * appended->members / kTokenBytes;
  if (deps_.author_traffic) deps_.author_traffic->charge(author_key, traffic);
  if (deps_.log_traffic) deps_.log_traffic->charge(log_key, traffic);
  co_return appended;
}

}  // namespace godwit::service
