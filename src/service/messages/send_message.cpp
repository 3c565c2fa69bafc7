// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "request_hash.h"
#include "service/messages.h"

namespace godwit::service {
namespace {

/// What a message costs beside its text: everyone gets the frame around it.
constexpr std::size_t kFrameBytes = 100;
constexpr double kTokenBytes = 1024;

std::size_t size_of(const model::Body& body) {
  std::size_t size = kFrameBytes + model::text_of(body).size();
  if (const auto* custom = std::get_if<model::Custom>(&body)) size += custom->data.size();
  if (const auto* merged = std::get_if<model::Merged>(&body)) {
    for (const model::MergedItem& item : merged->items) size += size_of(item.body);
  }
  return size;
}

}  // namespace

Task<Result<store::Appended>> Messages::send(model::Caller caller, SendMessage command) {
  mark(deps_.trace, "service.messages.send");
  if (command.forward) {
    if (auto ok = model::check_forward(*command.forward); !ok) co_return std::unexpected(ok.error());
    store::Append request{.author = caller,
                          .log = command.log,
                          .client_id = command.client_id,
                          .request_hash = hash_forward(command.log, *command.forward),
                          .body = {},
                          .forward = std::move(command.forward)};
    co_return co_await append(std::move(request));
  }
  if (!model::counts_as_message(command.content)) co_return fail(ErrorCode::kInvalid, "content: missing");
  if (auto ok = model::check_content(command.content); !ok) co_return std::unexpected(ok.error());
  co_return co_await append(caller, command.log, command.client_id, std::move(command.content));
}

Task<Result<store::Appended>> Messages::append(model::Caller caller, LogId log, ClientId client_id, model::Body body) {
  // Of what was asked, whatever a moderator makes of it: a repeat is a repeat.
  const store::RequestHash hash = hash_request(log, body);
  store::Append request{.author = caller,
                        .log = log,
                        .client_id = client_id,
                        .request_hash = hash,
                        .body = std::move(body),
                        .recall_within_ms = std::chrono::milliseconds(deps_.recall_window).count()};
  return append(std::move(request));
}

Task<Result<store::Appended>> Messages::append(store::Append request) {
  const std::string author_key = std::to_string(request.author.user.value);
  const std::string log_key = request.log.to_string();
  if (deps_.author_traffic) {
    if (auto ok = deps_.author_traffic->check(author_key); !ok) co_return std::unexpected(ok.error());
  }
  if (deps_.log_traffic) {
    if (auto ok = deps_.log_traffic->check(log_key); !ok) co_return std::unexpected(ok.error());
  }
  auto allowed = co_await moderate(std::move(request));
  if (!allowed) co_return std::unexpected(allowed.error());
  // Membership, block and duplicate checks, the next seq and the insert are one transaction of the store.
  auto appended = co_await deps_.store.logs().append(std::move(*allowed));
  if (!appended || appended->repeated) co_return appended;
  mark(deps_.trace, "bus.publish");
  deps_.bus.publish({bus::EntryNotice{appended->entry, appended->epoch}});
  // Paid when it is known to how many it goes.
  const double traffic = static_cast<double>(size_of(appended->entry.body)) * appended->members / kTokenBytes;
  if (deps_.author_traffic) deps_.author_traffic->charge(author_key, traffic);
  if (deps_.log_traffic) deps_.log_traffic->charge(log_key, traffic);
  co_return appended;
}

}  // namespace godwit::service
